// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Dialects
@testable import WireText

struct WyomingParserTests {
    private static func parse(_ bytes: ByteBuffer, piece: Int) throws -> [WyomingEvent] {
        var parser = WyomingParser(longestPayload: 100)
        var events: [WyomingEvent] = []
        var rest = bytes
        while let more = rest.readSlice(length: min(piece, rest.readableBytes)), more.readableBytes > 0 {
            parser.append(more)
            while let event = try parser.next() { events.append(event) }
        }
        return events
    }

    private static func fault(_ text: String) -> String? {
        do {
            let events = try Self.parse(ByteBuffer(string: text), piece: .max)
            Issue.record("\(events)")
            return nil
        } catch {
            return (error as? WyomingParser.Fault)?.message
        }
    }

    @Test(arguments: [1, 2, 3, 7, 50, .max]) func piecesOfAnySize(piece: Int) throws {
        let first = WyomingEvent(
            type: "audio-chunk", data: ["rate": 16_000, "text": "zwölf\n"],
            payload: ByteBuffer(bytes: [10, 0, 123, 10]))
        let second = WyomingEvent(type: "describe")
        var bytes = try first.bytes()
        bytes.writeImmutableBuffer(try second.bytes())
        bytes.writeImmutableBuffer(try first.bytes())
        #expect(try Self.parse(bytes, piece: piece) == [first, second, first])
    }

    @Test func dataInTheLineAndBehindIt() throws {
        let line =
            #"{"type": "audio-start", "data": {"rate": 1, "width": 2}, "data_length": 26.0, "payload_length": null}"#
        let events = try Self.parse(ByteBuffer(string: line + "\n" + #"{"rate": 8000, "more": []}"#), piece: .max)
        #expect(events == [WyomingEvent(type: "audio-start", data: ["rate": 8_000, "width": 2, "more": []])])
    }

    @Test(arguments: [
        ("no JSON\n", "type"), ("[]\n", "type"), ("{}\n", "type"), (#"{"type": 3}"# + "\n", "type"), ("\n", "type"),
        (#"{"type": "a", "data_length": -1}"# + "\n", "data_length is -1"),
        (#"{"type": "a", "payload_length": -5}"# + "\n", "payload_length is -5"),
        (#"{"type": "a", "payload_length": "12"}"# + "\n", "payload_length is 12"),
        (#"{"type": "a", "payload_length": 1.5}"# + "\n", "payload_length"),
        (#"{"type": "a", "payload_length": 1e300}"# + "\n", "payload_length"),
        (#"{"type": "a", "payload_length": 101}"# + "\n", "A payload_length may have 100 bytes"),
        (#"{"type": "a", "data_length": 9000000000000000000}"# + "\n", "data_length may have"),
        (#"{"type": "a", "data_length": 2}"# + "\n[]", "not a JSON object"),
    ])
    func whatIsNoEvent(text: String, shown: String) throws {
        #expect(Self.fault(text)?.contains(shown) == true, "\(Self.fault(text) ?? "")")
    }

    @Test func linesWithoutEnd() throws {
        #expect(Self.fault(String(repeating: "a", count: WyomingParser.longestLine + 1))?.contains("65536") == true)
        #expect(
            Self.fault(String(repeating: " ", count: WyomingParser.longestLine + 1) + "\n")?.contains("65536") == true)
        // Only what is new is looked at, or a line in pieces would take quadratic time.
        let pieces = ByteBuffer(string: String(repeating: " ", count: WyomingParser.longestLine))
        #expect(try Self.parse(pieces, piece: 1).isEmpty)
    }
}
