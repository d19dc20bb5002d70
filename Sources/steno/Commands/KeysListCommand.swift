// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ServerAccess
import StenoServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `steno keys list`
struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys of a file, each by its first characters.",
        discussion: "steno keys list --keys keys.json"
    )

    @OptionGroup var file: KeysFileOptions

    func run() throws {
        let now = Date.now
        let rows = try file.file().load().map { key in
            let expiry = key.expires.map { Self.day($0) + ($0 <= now ? " (over)" : "") }
            return [
                key.id + "…", key.name, key.created.map(Self.day) ?? "", expiry ?? "never",
                key.limits.sessions.map(String.init) ?? "",
            ]
        }
        for line in Table.lines(header: ["KEY", "NAME", "CREATED", "EXPIRES", "SESSIONS"], rows: rows) {
            Terminal.standardOutput.writeLine(line)
        }
    }

    /// The day in UTC, as in 2026-11-22.
    private static func day(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day())
    }
}
