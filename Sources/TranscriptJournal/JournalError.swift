// SPDX-License-Identifier: Apache-2.0

/// The journal cannot be used.
public struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String
    /// Whether the same would fail again, whatever becomes of the disk.
    let isPermanent: Bool
    /// Whether the file is damaged.
    let isDamage: Bool

    init(_ message: String, remedy: String, isPermanent: Bool = false, isDamage: Bool = false) {
        self.message = message
        self.remedy = remedy
        self.isPermanent = isPermanent
        self.isDamage = isDamage
    }

    /// Message and remedy in plain words.
    public var description: String { "\(self.message). \(self.remedy)." }
}
