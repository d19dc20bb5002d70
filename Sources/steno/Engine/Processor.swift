// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The processor that Steno runs on.
enum Processor {
    /// The cores that this process may use.
    static var count: Int { ProcessInfo.processInfo.activeProcessorCount }
}
