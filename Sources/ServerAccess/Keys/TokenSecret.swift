// SPDX-License-Identifier: Apache-2.0

/// What tokens are signed with. Says nothing of itself in logs, into which whole settings may get.
public struct TokenSecret: Sendable, Equatable, CustomStringConvertible {
    /// The fewest bytes that make a secret.
    public static let minimumSize = 32

    let bytes: [UInt8]

    /// Takes random bytes.
    /// - Throws: ``AccessError`` when they are fewer than ``minimumSize``.
    public init(_ bytes: [UInt8]) throws(AccessError) {
        guard bytes.count >= Self.minimumSize else {
            throw AccessError(
                "The token secret has fewer than \(Self.minimumSize) bytes",
                remedy: "Create one with `openssl rand -hex 32 > FILE`, readable by the server only")
        }
        self.bytes = bytes
    }

    /// No part of it.
    public var description: String { "TokenSecret" }
}
