// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import StenoTesting
import Testing

@testable import WireText

/// RFC 8259 and nothing else, within bounds.
struct JSONParserTests {
    @Test(
        arguments: [
            ("null", nil), ("true", true), (" false ", false), ("0", 0), ("-0", 0), ("12", 12), ("-7", -7),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", 9_223_372_036_854_775_808.0), ("1.5", 1.5), ("-1.5e-3", -0.0015), ("1.0", 1),
            ("1e3", 1000), ("1E+2", 100), ("1e-400", 0), ("\"\"", ""), ("\"é😀\"", "é😀"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\uDE00\u0000""#, "é😀\u{0}"),
            ("[]", []), ("[ 1 , \"a\" ,\n[null]\t]", [1, "a", [nil]]), ("{}", [:]),
            (#"{"a":1,"b":{"c":[]}}"#, ["a": 1, "b": ["c": []]]), (#"{"a":1,"a":2}"#, ["a": 2]),
        ] as [(String, JSONValue)])
    func readsValues(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(arguments: [
        "", " ", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{\"a\"}", "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":}",
        "1 1",
        "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "1e999", "tru", "nulll", "'a'",
        "\"a", "\"a\nb\"", "\"\u{1}\"", #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\ud800\u0041""#,
        #""\udc00""#,
        "\u{FEFF}1", "/**/1", "[1]]",
    ])
    func rejectsWhatIsNotJSON(text: String) {
        #expect(throws: JSONError.malformed) { try JSONValue(parsing: text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xEF, 0xBB, 0xBF, 0x31],
        ] as [[UInt8]])
    func rejectsBrokenUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.malformed) { try JSONValue(parsing: ByteBuffer(bytes: bytes)) }
    }

    @Test func rejectsWhatIsNestedMoreThan16Deep() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        func objects(_ depth: Int) -> String {
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        }
        for text in [nested(16), objects(16)] { _ = try JSONValue(parsing: text) }
        for text in [nested(17), objects(17), nested(500), String(repeating: "[", count: 1_000_000)] {
            #expect(throws: JSONError.tooDeep) { try JSONValue(parsing: text) }
        }
        // Brackets within texts are no depth.
        #expect(try JSONValue(parsing: "\"" + nested(500) + "\"") == .text(nested(500)))
    }

    @Test func rejectsMoreThan10000Values() throws {
        func list(_ count: Int) -> String { "[" + String(repeating: "1,", count: count - 2) + "1]" }
        #expect(try JSONValue(parsing: list(JSONParser.mostValues)).list?.count == JSONParser.mostValues - 1)
        #expect(throws: JSONError.tooMany) { try JSONValue(parsing: list(JSONParser.mostValues + 1)) }
    }

    @Test func rejectsMoreThan3000Names() throws {
        func object(_ names: Range<Int>) -> String {
            "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        }
        let most = JSONParser.mostNames
        let value = try JSONValue(parsing: object(0..<most))
        #expect((0..<most).allSatisfy { value["\($0)"] == 1 })
        #expect(throws: JSONError.tooManyNames) { try JSONValue(parsing: object(0..<most + 1)) }
        // Those of all objects count together, and equal names as often as they come.
        let objects = [String](repeating: object(0..<most / 2), count: 2).joined(separator: ",")
        _ = try JSONValue(parsing: "[\(objects)]")
        #expect(throws: JSONError.tooManyNames) { try JSONValue(parsing: "[\(objects),{\"a\":1}]") }
        let same = "{" + String(repeating: "\"a\":1,", count: most) + "\"a\":1}"
        #expect(throws: JSONError.tooManyNames) { try JSONValue(parsing: same) }
        #expect("\(JSONError.tooManyNames)".contains("3000"))
    }

    /// More names than are allowed are not read: a text five times as long costs no more.
    @Test func stopsReadingAtTooManyNames() {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        }
        let (small, large) = (object(2 * JSONParser.mostNames), object(10 * JSONParser.mostNames))
        let time = ProcessorTime.growth(
            from: { _ = try? JSONValue(parsing: small) }, to: { _ = try? JSONValue(parsing: large) })
        #expect(time.ratio < 3, "\(time.small) ms, then \(time.large) ms")
    }

    @Test func writesTheSameAsFoundation() throws {
        let value: JSONValue = [
            "numbers": [0, -1, 1.5, -0.0015, 1e-7, 1e20, 1e300, 123_456_789.25, .integer(.max)],
            "texts": ["", "é😀", "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}"], "b": true, "a": nil, "é": [:], "z": [[]],
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = try value.json()
        #expect(try text == String(decoding: encoder.encode(value), as: UTF8.self))
        #expect(try JSONValue(parsing: text) == value)
        #expect(throws: JSONError.self) { try JSONValue.number(.infinity).json() }
    }

    static let attacks: [String] = {
        let size = 100_000
        func fill(_ piece: String) -> String { String(repeating: piece, count: size / piece.utf8.count) }
        let nest = String(repeating: "[", count: 15) + String(repeating: "]", count: 15)
        return [
            fill("["), fill("{\"a\":"), "[" + fill("\(nest),") + "1]", "[" + fill("[],") + "1]",
            "[" + fill("{},") + "1]", "[" + fill("{\"a\":1},") + "1]", "[" + fill("1,") + "1]",
            "[" + fill("1.5e3,") + "1]", "[" + fill("\"\",") + "1]", "\"" + fill("a") + "\"", "\"" + fill("\\n") + "\"",
            "\"" + fill("\\u00e9") + "\"", "\"" + fill("é") + "\"", "\"" + fill("\u{301}\u{316}") + "\"",
            "{\"" + fill("a\u{301}\u{316}") + "\":1}", "{" + fill("\"\u{301}\u{316}\u{301}\":1,") + "\"\":1}",
            "{" + (0..<9_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}", fill("1"), "0." + fill("1"),
            fill(" "),
            "\"" + fill("\\"), "{" + fill("\"a\":1,"),
        ]
    }()

    @Test(arguments: attacks.indices)
    func takesLittleTimeForAnything(index: Int) {
        let text = Self.attacks[index]
        let time = ProcessorTime.milliseconds { _ = try? JSONValue(parsing: text).json() }
        // At most 5 ms on an idle core; other work on the same core slows it, quadratic time would take seconds.
        #expect(time < 20, "\(time) ms for \(text.utf8.count) bytes of \(text.prefix(20))")
    }
}
