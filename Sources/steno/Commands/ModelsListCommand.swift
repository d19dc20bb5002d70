// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore

/// `steno models list`
struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models that are known and those that are installed.",
        discussion: "Any other Whisper model on the Hugging Face hub can be pulled by its owner/name."
    )

    @Flag(help: "Only installed models, one name per line.")
    var installed = false

    func run() throws {
        let store = ModelStore(environment: Environment.variables)
        let present = store.installed().filter(\.isModel)
        if installed {
            for item in present { Terminal.standardOutput.writeLine(item.name) }
            return
        }
        let known = store.catalog.items.filter(\.isModel)
        let rows = (known + present.filter { !known.contains($0) }).map { item in
            [
                item.name, item.approximateBytes.map(ByteCount.text) ?? "",
                present.contains(item) ? "installed" : "", item.summary,
            ]
        }
        for line in Table.lines(header: ["NAME", "SIZE", "STATE", "LANGUAGES"], rows: rows) {
            Terminal.standardOutput.writeLine(line)
        }
    }
}
