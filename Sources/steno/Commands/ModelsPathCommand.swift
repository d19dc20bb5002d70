// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore

/// `steno models path`
struct ModelsPathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Print the folder of an installed model.",
        discussion: "ls $(steno models path base)"
    )

    @Argument(help: "A model's name.")
    var name: String = Catalog.defaultModel

    func run() throws {
        Terminal.standardOutput.writeLine(try ModelStore(environment: Environment.variables).path(of: name))
    }
}
