// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore

/// `steno models verify`
struct ModelsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare installed models with their checksums.",
        discussion:
            "Without a name, everything that is installed is checked. `pull` fetches a damaged model again."
    )

    @Argument(help: "Names of installed models.")
    var names: [String] = []

    func run() throws {
        let store = ModelStore(environment: Environment.variables)
        let line = StatusLine()
        for name in names.isEmpty ? store.installed().map(\.name) : names {
            defer { line.clear() }
            try store.verify(name) { line.show("\(name)  checking \($0.file)") }
            line.clear()
            Terminal.standardError.writeLine("\(name) is whole")
        }
    }
}
