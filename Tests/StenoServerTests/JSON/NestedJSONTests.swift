// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import Testing
import WireText

@testable import Dialects
@testable import SessionRuntime

/// Every dialect says in its own form that a message is nested too deeply.
struct NestedJSONTests {
    private static let model = ServedModel(name: "base", languages: ["en"])
    private static let nested =
        #"{"type":"config","config":"# + String(repeating: "[", count: 400) + String(repeating: "]", count: 400) + "}"
    private static let limit = "16 levels"

    @Test func stenoAnswersInvalidJSON() {
        let error = #expect(throws: SessionFault.self) { try StenoClientMessage(Self.nested) }
        #expect(error?.code == .invalidJSON && error?.message.contains(Self.limit) == true)
    }

    @Test func realtimeAnswersInvalidEvent() {
        let fault = #expect(throws: RealtimeClientEvent.Fault.self) { try RealtimeClientEvent(Self.nested) }
        #expect(fault?.error.code == "invalid_event" && fault?.error.message.contains(Self.limit) == true)
    }

    @Test func deepgramNamesTheLimit() {
        let fault = #expect(throws: DeepgramClientMessage.Fault.self) { try DeepgramClientMessage(Self.nested) }
        #expect(fault?.description.contains(Self.limit) == true)
    }

    @Test func voskAndWhisperLiveCloseWithTheLimit() {
        var vosk = VoskDialect()
        var whisperLive = WhisperLiveDialect(model: Self.model)
        for actions in [vosk.receive(.text(Self.nested)), whisperLive.receive(.text(Self.nested))] {
            guard case .close(let close)? = actions.first else {
                Issue.record("\(actions)")
                continue
            }
            #expect(close?.code == .unsupportedData && close?.reason.contains(Self.limit) == true)
        }
    }

    @Test func wyomingFailsWithTheLimitInLineAndData() {
        let line = "\(Self.nested)\n"
        let data = "{\"type\":\"transcribe\",\"data_length\":\(Self.nested.utf8.count)}\n\(Self.nested)"
        for bytes in [line, data] {
            var parser = WyomingParser(longestPayload: 1_000)
            parser.append(ByteBuffer(string: bytes))
            let fault = #expect(throws: WyomingParser.Fault.self) { try parser.next() }
            #expect(fault?.message.contains(Self.limit) == true)
        }
    }
}
