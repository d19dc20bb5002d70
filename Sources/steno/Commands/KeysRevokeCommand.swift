// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ServerAccess
import StenoServer

/// `steno keys revoke`
struct KeysRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Remove a key from a file, so that it is no longer accepted.",
        discussion: """
            steno keys revoke web --keys keys.json
            kill -HUP $(pidof steno)

            A running server needs the SIGHUP. It then ends the key's open sessions, with their last finals, and rejects new ones.
            """
    )

    @Argument(help: "The key's name, or its first characters as `steno keys list` shows them.")
    var key: String

    @OptionGroup var file: KeysFileOptions

    func run() throws {
        let file = try file.file()
        let wanted = key.hasSuffix("…") ? String(key.dropLast()) : key
        let name = try file.update { keys in
            guard let index = keys.firstIndex(where: { $0.name == wanted || $0.id == wanted }) else {
                throw CommandError(
                    "There is no key \(wanted) in \(file.path)", remedy: "See `steno keys list --keys \(file.path)`.")
            }
            return keys.remove(at: index).name
        }
        Terminal.standardError.writeLine(
            "The key of \(name) is revoked. Send SIGHUP to a running server to apply this.")
    }
}
