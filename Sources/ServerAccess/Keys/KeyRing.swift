// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys that open a server. A plain value.
struct KeyRing: Sendable {
    let keys: [APIKey]

    /// The key that a client presents, expired or not; nil for one that is not known.
    ///
    /// All keys are compared, each in constant time, so that the time says nothing of which one was nearly right.
    func key(matching secret: String) -> APIKey? {
        let digest = SHA256.hash(data: Array(secret.utf8))
        var found: APIKey?
        for key in self.keys where key.matches(digest) {
            found = key
        }
        return found
    }

    /// The key with an id; nil if it no longer exists.
    func key(id: String) -> APIKey? {
        self.keys.first { $0.id == id }
    }
}
