// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Names of requests, which are the names of their sessions too.
enum DeepgramRequestID {
    static func make() -> String { UUID().uuidString.lowercased() }
}
