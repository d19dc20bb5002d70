// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ServerAccess
import StenoServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who may use the server.
struct AccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The keys file, created by `steno keys create`; reloaded on SIGHUP. STENO_API_KEYS may hold keys too, as name=key or key, separated by commas.",
            valueName: "file"))
    var keys: String?

    @Flag(help: "Let anyone who reaches the server use it without a key.")
    var allowAnonymous = false

    @Option(
        help: ArgumentHelp(
            "An origin whose pages may use the server, such as https://app.example.com, besides its own page. May be repeated.",
            valueName: "origin"),
        transform: Self.origin)
    var allowOrigin: [OriginPattern] = []

    @Option(
        help: ArgumentHelp(
            "A file of at least 32 random bytes that tokens are signed with, the same for all servers behind one address.",
            valueName: "file"))
    var tokenSecret: String?

    /// The settings, with the keys of the environment; reads the files, so that what is wrong with them is reported early.
    func settings(environment: [String: String] = Environment.variables) throws -> AccessSettings {
        let file = keys.map(APIKeyFile.init(path:))
        _ = try file?.load()
        return AccessSettings(
            keyFile: file, keys: try APIKey.parse(environment: environment[APIKey.environmentVariable] ?? ""),
            allowsAnonymous: allowAnonymous, allowedOrigins: allowOrigin, tokenSecret: try secret())
    }

    private func secret() throws -> TokenSecret? {
        guard let tokenSecret else { return nil }
        guard let bytes = try? Data(contentsOf: URL(filePath: tokenSecret)) else {
            throw CommandError(
                "\(tokenSecret) cannot be read", remedy: "Create it with `openssl rand -hex 32 > \(tokenSecret)`.")
        }
        return try TokenSecret(Array(bytes))
    }

    private static func origin(_ text: String) throws -> OriginPattern {
        do {
            return try OriginPattern(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
