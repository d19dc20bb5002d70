// SPDX-License-Identifier: Apache-2.0

/// The value of a parameter: text from a query, any JSON value from a message.
package enum ParameterValue: Equatable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    /// An array or an object, which hardly any parameter takes.
    case other(JSONValue)

    /// The value as text, for an error message; cut if it is long.
    package var shown: String {
        switch self {
        case .text(let text):
            // As many bytes as 40 code points have at most; not to be counted in characters, any of which may have thousands.
            text.utf8.count > 160 ? "\"\(ReceivedText.beginning(of: text, bytes: 160))…\"" : "\"\(text)\""
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .flag(let flag): "\(flag)"
        case .null: "null"
        case .other: "an array or object"
        }
    }

    /// The number that the value is or spells.
    package var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .flag, .null, .other: nil
        }
    }

    /// The truth value that the value is or spells.
    package var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text("true"), .text("1"), .number(1): true
        case .text("false"), .text("0"), .number(0): false
        case .text, .number, .null, .other: nil
        }
    }
}
