// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The process's environment.
enum Environment {
    /// The variables by name.
    static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
