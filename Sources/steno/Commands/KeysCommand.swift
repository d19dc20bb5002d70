import ArgumentParser

/// `steno keys`
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke the API keys of a server.",
        discussion: """
            steno keys create web --keys keys.json
            steno keys create partner --keys keys.json --days 90 --max-sessions 4
            steno serve --keys keys.json
            steno keys list --keys keys.json
            steno keys revoke web --keys keys.json

            The file holds hashes, not keys. A server that runs reads it again on SIGHUP.
            """,
        subcommands: [KeysCreateCommand.self, KeysListCommand.self, KeysRevokeCommand.self]
    )
}
