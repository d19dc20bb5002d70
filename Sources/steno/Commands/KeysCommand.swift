// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `steno keys`
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Create, list and revoke the API keys of a server.",
        discussion: """
            steno keys create web --keys keys.json
            steno keys create partner --keys keys.json --days 90 --max-sessions 4
            steno serve --keys keys.json
            steno keys list --keys keys.json
            steno keys revoke web --keys keys.json

            The file holds hashes, not keys. A running server reloads it on SIGHUP.
            """,
        subcommands: [KeysCreateCommand.self, KeysListCommand.self, KeysRevokeCommand.self]
    )
}
