// SPDX-License-Identifier: Apache-2.0

import Crypto
import WireText

extension APIKey {
    /// The environment variable that holds keys of a server.
    public static let environmentVariable = "STENO_API_KEYS"

    /// Reads keys as the environment has them: `name=key` or a bare key, with commas or blanks between them.
    ///
    /// A name owns its sessions and tokens, whichever key it has. A bare key owns its own: its name comes from its SHA-256, never
    /// from its place, which is another key's once one is removed.
    ///
    /// - Throws: ``AccessError`` for a key that is short enough to be guessed, or that cannot be sent as a subprotocol.
    public static func parse(environment text: String) throws(AccessError) -> [APIKey] {
        var keys: [APIKey] = []
        for (index, item) in Self.items(of: text).enumerated() {
            let parts = item.split(ascii: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let secret = String(parts.last ?? "")
            let name = parts.count == 2 ? String(parts[0]) : Self.name(ofBare: secret)
            guard secret.utf8.count >= Self.minimumLength, secret.utf8.allSatisfy(Self.isTokenCharacter) else {
                throw AccessError(
                    "Key number \(index + 1) in \(Self.environmentVariable) is shorter than \(Self.minimumLength) "
                        + "characters, or has others than letters, digits and - . _ ~",
                    remedy: "Create one with `openssl rand -hex 32`")
            }
            guard !name.isEmpty, !keys.contains(where: { $0.name == name }) else {
                throw AccessError(
                    "Key number \(index + 1) in \(Self.environmentVariable) has no name, or occurs twice",
                    remedy: "Write name=key, each name once, and each bare key once")
            }
            // No part of a key that someone chose is shown: it may be short.
            keys.append(APIKey(secret: secret, id: name, name: name))
        }
        return keys
    }

    private static func items(of text: String) -> [Substring] {
        text.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
            .map { Substring($0) }
    }

    private static func name(ofBare secret: String) -> String {
        "environment-" + Hexadecimal.encode(SHA256.hash(data: Array(secret.utf8))).prefix(12)
    }

    private static let minimumLength = 20

    /// RFC 7230's token characters, but for those that mean something to a shell or a URL.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
