// SPDX-License-Identifier: Apache-2.0

/// Keys that cannot be read, written or used.
public struct AccessError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, without a full stop at the end. Never holds a key.
    public let message: String
    /// What to do about it, without a full stop at the end.
    public let remedy: String

    /// Message and remedy in plain words.
    public var description: String { "\(self.message). \(self.remedy)." }

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }
}
