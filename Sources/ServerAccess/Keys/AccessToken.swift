// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a short-lived token says: whose key made it, and until when it counts.
///
/// The key's limits are not in it: they are looked up when the token is used, so a revoked key ends its tokens as well.
package struct AccessToken: Equatable {
    let keyID: String
    /// To the second.
    let expires: Date
    /// What a session of it begins with, in the words of the dialect that made it; empty for nothing.
    var session = ""

    /// The shortest, the usual and the longest life of a token, in seconds.
    static let lifetimes = 1...3600
    package static let defaultLifetime = 60
}
