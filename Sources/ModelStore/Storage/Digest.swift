// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A checksum to hold a file against.
public enum Digest: Sendable, Hashable, Codable {
    /// SHA-256 of the content, in hexadecimal.
    case sha256(String)
    /// The name git gives the content: SHA-1 over `blob SIZE`, a NUL and the content, in hexadecimal.
    case gitBlob(String)

    /// The checksum itself, in hexadecimal.
    var text: String {
        switch self {
        case .sha256(let text), .gitBlob(let text): text
        }
    }

    /// The checksum of the same kind for the file at `path`.
    func ofFile(at path: String) throws -> Digest {
        switch self {
        case .sha256:
            var hash = SHA256()
            try FileSystem.read(path) { hash.update(bufferPointer: $0) }
            return .sha256(Self.hexadecimal(hash.finalize()))
        case .gitBlob:
            // Git's object names are SHA-1; the hub gives nothing stronger for small files, and TLS brought the name.
            var hash = Insecure.SHA1()
            let size = try FileSystem.size(of: path) ?? 0
            Array("blob \(size)\0".utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
            try FileSystem.read(path) { hash.update(bufferPointer: $0) }
            return .gitBlob(Self.hexadecimal(hash.finalize()))
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
