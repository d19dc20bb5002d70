// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Dialects
@testable import WireText

/// What clients send.
struct RealtimeClientEventTests {
    @Test(
        arguments: [
            (#""AAEC""#, [0, 1, 2]), (#""AAE=""#, [0, 1]), (#""AAE""#, [0, 1]), (#""""#, []),
            // With line breaks, as Java, Android and Python's encodebytes write it.
            (#""AA\r\nEC\r\n""#, [0, 1, 2]), (#""A\nA\nE\n=\n""#, [0, 1]),
        ] as [(String, [UInt8])])
    func audio(text: String, bytes: [UInt8]) throws {
        let event = try RealtimeClientEvent(#"{"type":"input_audio_buffer.append","audio":\#(text),"event_id":"a"}"#)
        #expect(event == .append(ByteBuffer(bytes: bytes)))
    }

    @Test func commands() throws {
        #expect(try RealtimeClientEvent(#"{"type":"input_audio_buffer.commit","event_id":"e"}"#) == .commit(id: "e"))
        #expect(try RealtimeClientEvent(#"{"type":"input_audio_buffer.clear"}"#) == .clear)
        for type in ["session.update", "transcription_session.update"] {
            #expect(
                try RealtimeClientEvent(#"{"type":"\#(type)","session":{"a":[1,null]}}"#)
                    == .update(["a": [1, nil]], id: nil))
        }
    }

    @Test(
        arguments: [
            ("no JSON", "invalid_event"), ("[]", "invalid_event"), ("{}", "invalid_event"),
            (#"{"type":3}"#, "invalid_event"), (#"{"type":"response.create","event_id":"e"}"#, "invalid_value"),
            (#"{"type":"unheard_of","event_id":"e"}"#, "invalid_value"),
            (#"{"type":"input_audio_buffer.append","event_id":"e"}"#, "missing_required_parameter"),
            (#"{"type":"input_audio_buffer.append","event_id":"e","audio":"é"}"#, "invalid_value"),
            (#"{"type":"input_audio_buffer.append","event_id":"e","audio":"A"}"#, "invalid_value"),
            (#"{"type":"input_audio_buffer.append","event_id":"e","audio":"AA=A"}"#, "invalid_value"),
            (#"{"type":"input_audio_buffer.append","event_id":"e","audio":"AA-_"}"#, "invalid_value"),
            (#"{"type":"input_audio_buffer.append","event_id":"e","audio":"AAE=="}"#, "invalid_value"),
            (#"{"type":"session.update","event_id":"e"}"#, "missing_required_parameter"),
            (#"{"type":"session.update","event_id":"e","session":[]}"#, "missing_required_parameter"),
        ])
    func whatCannotBeObeyed(text: String, code: String) {
        let fault = #expect(throws: RealtimeClientEvent.Fault.self) { try RealtimeClientEvent(text) }
        #expect(fault?.error.code == code)
        #expect(fault?.id == (text.contains("event_id") ? "e" : nil))
    }
}
