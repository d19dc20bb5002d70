import Foundation

/// Any JSON, for a look at what a server sends.
enum JSON: Decodable, Equatable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([JSON])
    case object([String: JSON])
    case null

    init(stringLiteral value: String) { self = .text(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    init(parsing text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    subscript(key: String) -> JSON? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension RawConnection {
    /// The next text message as JSON; nil at a Close frame or the end.
    func readMessage() async throws -> JSON? {
        guard let frame = try await self.readFrame(), frame.opcode == 1 else { return nil }
        return try JSON(parsing: frame.text)
    }

    /// All messages up to the Close frame, and its code.
    func readMessages() async throws -> (messages: [JSON], closeCode: Int?) {
        var messages: [JSON] = []
        while let frame = try await self.readFrame() {
            switch frame.opcode {
            case 1: messages.append(try JSON(parsing: frame.text))
            case 8: return (messages, frame.closeCode)
            default: break
            }
        }
        return (messages, nil)
    }

    /// Samples as the tutorial's clients send them: 32-bit little-endian floats.
    static func bytes(of samples: [Float]) -> [UInt8] {
        samples.flatMap { sample in
            (0..<4).map { UInt8(truncatingIfNeeded: sample.bitPattern >> ($0 * 8)) }
        }
    }
}
