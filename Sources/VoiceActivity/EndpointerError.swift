// SPDX-License-Identifier: Apache-2.0

/// A setting of an ``Endpointer`` is out of its range.
public struct EndpointerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, for a program to act on.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A setting is too small, too large, or not a number.
        public static let outOfRange = Code(rawValue: "out_of_range")
    }

    /// The kind of failure.
    public var code: Code
    /// What is wrong, without a closing full stop.
    public var message: String
    /// What to do about it.
    public var remedy: String

    init(_ setting: String, _ value: String, _ range: String, _ unit: String) {
        let unit = unit.isEmpty ? "" : " \(unit)"
        code = .outOfRange
        message = "The \(setting) cannot be \(value)\(unit)"
        remedy = "Give a value from \(range)\(unit)"
    }

    /// The message and the remedy as sentences.
    public var description: String { "\(message). \(remedy)." }
}
