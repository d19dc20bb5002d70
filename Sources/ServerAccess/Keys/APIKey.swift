// SPDX-License-Identifier: Apache-2.0

import Crypto
import WireText

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a server keeps of an API key: everything but the key itself.
///
/// A key made here is 256 random bits, which nobody finds by trying, however fast the hash: SHA-256 is enough. Slow
/// hashes such as Argon2 or bcrypt protect secrets that people choose, and would cost every handshake their time.
public struct APIKey: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The beginning of the key, which tells keys apart without giving them away.
    public let id: String
    /// Whose key it is, for people.
    public let name: String
    /// SHA-256 of the key, 32 bytes in hexadecimal.
    public var sha256: String { Hexadecimal.encode(self.digest) }
    /// SHA-256 of the key, as it is compared for each request.
    private let digest: [UInt8]
    /// When the key was made; nil where nobody knows.
    public let created: Date?
    /// When the key stops to work; nil for never.
    public let expires: Date?
    /// What the key may take of the server.
    public let limits: KeyLimits

    /// Describes a key.
    /// - Parameters:
    ///   - secret: the key itself, which is hashed and forgotten.
    ///   - id: what tells it from others.
    public init(
        secret: String, id: String, name: String, created: Date? = nil, expires: Date? = nil,
        limits: KeyLimits = KeyLimits()
    ) {
        self.id = id
        self.name = name
        self.digest = Array(SHA256.hash(data: Array(secret.utf8)))
        self.created = created
        self.expires = expires
        self.limits = limits
    }

    /// Reads a key from a keys file; its limits may be left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decode(String.self, forKey: .id)
        self.name = try container.decode(String.self, forKey: .name)
        let digest = Hexadecimal.decode(try container.decode(String.self, forKey: .sha256))
        self.created = try container.decodeIfPresent(Date.self, forKey: .created)
        self.expires = try container.decodeIfPresent(Date.self, forKey: .expires)
        self.limits = try container.decodeIfPresent(KeyLimits.self, forKey: .limits) ?? KeyLimits()
        guard let digest, digest.count == SHA256.byteCount else {
            throw DecodingError.dataCorruptedError(
                forKey: .sha256, in: container, debugDescription: "sha256 is not 64 hexadecimal digits")
        }
        self.digest = digest
    }

    /// Writes a key for a keys file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.name, forKey: .name)
        try container.encode(self.sha256, forKey: .sha256)
        try container.encodeIfPresent(self.created, forKey: .created)
        try container.encodeIfPresent(self.expires, forKey: .expires)
        try container.encode(self.limits, forKey: .limits)
    }

    private enum CodingKeys: CodingKey {
        case id, name, sha256, created, expires, limits
    }

    /// Makes a new key of 256 random bits.
    /// - Returns: what to keep of it, and the key, which cannot be found out again.
    public static func generate(
        name: String, created: Date, expires: Date? = nil, limits: KeyLimits = KeyLimits()
    ) -> (key: APIKey, secret: String) {
        let random = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let secret = Self.marker + Base64URL.encode(random)
        let key = APIKey(
            secret: secret, id: String(secret.prefix(Self.idLength)), name: name, created: created, expires: expires,
            limits: limits)
        return (key, secret)
    }

    /// The key's name and beginning, fit for logs.
    public var description: String { "\(self.name) (\(self.id))" }

    /// Whether a digest is this key's; takes the same time wherever they differ.
    func matches(_ digest: SHA256.Digest) -> Bool {
        // swift-crypto compares all bytes, whatever the first are.
        digest == self.digest
    }

    /// Whether the key no longer works.
    func isExpired(at now: Date) -> Bool {
        self.expires.map { now >= $0 } ?? false
    }

    /// What a key begins with, so that secret scanners find one that got lost.
    private static let marker = "steno_"
    /// The marker and 36 of the 256 bits.
    private static let idLength = 12
}
