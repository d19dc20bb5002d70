// SPDX-License-Identifier: Apache-2.0

@testable import ServerAccess

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A keys file, and the variable with keys.
enum KeyTarget: FuzzTarget {
    static let name = "keys"

    /// It comes from who runs the server, and is read once.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return 4 * input.count
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: input, as: UTF8.self)
        for key in (try? APIKey.parse(environment: text)) ?? [] { precondition(!key.name.isEmpty) }
        let ring = KeyRing(keys: (try? APIKeyFile(path: InputFile.write(input)).load()) ?? [])
        for key in ring.keys {
            _ = key.isExpired(at: Date(timeIntervalSince1970: 0))
            precondition(ring.key(id: key.id) != nil)
        }
        precondition(ring.key(matching: "nobody's") == nil)
    }
}
