// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import ServerAccess
import StenoServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `steno keys create`
struct KeysCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a key of 256 random bits and print it, this once.",
        discussion: """
            steno keys create web --keys keys.json
            KEY=$(steno keys create bench --keys keys.json --days 1)

            The key goes to standard output; the file, which is created if necessary, keeps its hash.
            """
    )

    @Argument(help: "Whose key it is; shown in lists, logs and metrics.")
    var name: String

    @OptionGroup var file: KeysFileOptions

    @Option(help: "Days until it expires; never when not given.")
    var days: Int?

    @Option(help: "Sessions at a time with this key.")
    var maxSessions: Int?

    func validate() throws {
        guard !name.isEmpty, name.count <= 64, name.allSatisfy({ !$0.isWhitespace && $0 != "=" && $0 != "," }) else {
            throw ValidationError("A name has 1 to 64 characters, without spaces, commas and equals signs.")
        }
        guard (1...36_500).contains(days ?? 1) else { throw ValidationError("--days takes a number from 1 to 36500.") }
        guard (maxSessions ?? 1) > 0 else { throw ValidationError("--max-sessions takes a number from 1.") }
    }

    func run() throws {
        let file = try file.file()
        let now = Date.now
        // Signals would end the program between the key and its file.
        signal(SIGPIPE, SIG_IGN)
        try file.update { keys in
            guard !keys.contains(where: { $0.name == name }) else {
                throw CommandError(
                    "There is a key \(name) in \(file.path) already",
                    remedy: "Choose another name, or revoke it first with `steno keys revoke \(name)`.")
            }
            var new = APIKey.generate(
                name: name, created: now, expires: days.map { now + Double($0) * 86_400 },
                limits: KeyLimits(sessions: maxSessions))
            // 36 bits tell a few keys apart, but for one chance in millions.
            while keys.contains(where: { $0.id == new.key.id }) {
                new = APIKey.generate(
                    name: name, created: now, expires: new.key.expires, limits: new.key.limits)
            }
            keys.append(new.key)
            return new.secret
        } deliver: { secret in
            try Terminal.standardOutput.deliver(secret)
        }
        Terminal.standardError.writeLine(
            "Copy this key now; it cannot be shown again. \(file.path) holds only its hash. "
                + "Send SIGHUP to a running server to load it.")
    }
}
