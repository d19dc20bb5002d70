// SPDX-License-Identifier: Apache-2.0

/// Why a load test cannot run, in words for the person who started it.
public struct LoadTestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened, without a full stop at the end.
    public var message: String
    /// What to do about it, without a full stop at the end.
    public var remedy: String?

    /// An error with its message and, where there is one, a remedy.
    public init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }

    /// One line: what happened, then what to do.
    public var description: String {
        remedy.map { "\(message). \($0)." } ?? "\(message)."
    }
}
