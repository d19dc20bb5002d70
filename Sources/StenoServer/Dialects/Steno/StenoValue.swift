/// The value of a parameter: text from a query, any JSON value from a `config` message.
enum StenoValue: Decodable, Equatable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    /// An array or an object, which no parameter takes.
    case other

    init(from decoder: any Decoder) throws {
        switch try? JSONValue(from: decoder) {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .integer(let integer): self = .number(Double(integer))
        case .number(let number): self = .number(number)
        case .text(let text): self = .text(text)
        case .list, .object, nil: self = .other
        }
    }

    /// The value as text, for an error message; cut if it is long.
    var shown: String {
        switch self {
        // Not counted in characters, any of which may have thousands of marks.
        case .text(let text):
            text.unicodeScalars.count > 40 ? "\"\(String(text.unicodeScalars.prefix(40)))…\"" : "\"\(text)\""
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .flag(let flag): "\(flag)"
        case .null: "null"
        case .other: "an array or object"
        }
    }

    /// The number that the value is or spells.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .flag, .null, .other: nil
        }
    }

    /// The truth value that the value is or spells.
    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text("true"), .text("1"), .number(1): true
        case .text("false"), .text("0"), .number(0): false
        case .text, .number, .null, .other: nil
        }
    }
}
