// SPDX-License-Identifier: Apache-2.0

/// How urgent a job is, least first.
enum InferencePriority: Int, Sendable, Comparable, CaseIterable {
    /// Shows what is being said; a newer one replaces it, a late one is no loss.
    case partial
    /// A final made ready in a pause; wanted when the endpoint fires.
    case preparation
    /// A client waits for it. Never dropped.
    case final

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
