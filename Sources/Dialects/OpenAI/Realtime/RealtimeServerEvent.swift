// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import WireText

/// An event to a client of the Realtime interface.
struct RealtimeServerEvent: Sendable, Equatable {
    let type: String
    /// Its fields, but for `type` and `event_id`.
    var fields: [String: JSONValue] = [:]

    /// As it is sent.
    /// - Parameter id: the event's, unlike all others of the session.
    func json(id: String) -> JSONValue {
        .object(self.fields.merging(["type": .text(self.type), "event_id": .text(id)]) { $1 })
    }

    // MARK: The session

    static func created(_ session: JSONValue, _ form: RealtimeForm) -> RealtimeServerEvent {
        RealtimeServerEvent(
            type: form == .beta ? "transcription_session.created" : "session.created", fields: ["session": session])
    }

    static func updated(_ session: JSONValue, _ form: RealtimeForm) -> RealtimeServerEvent {
        RealtimeServerEvent(
            type: form == .beta ? "transcription_session.updated" : "session.updated", fields: ["session": session])
    }

    /// - Parameter event: the `event_id` of the client's event that it is about.
    static func error(_ error: OpenAIError, about event: String? = nil) -> RealtimeServerEvent {
        var fields = Self.fields(of: error)
        fields["event_id"] = event.map(JSONValue.text) ?? nil
        return RealtimeServerEvent(type: "error", fields: ["error": .object(fields)])
    }

    // MARK: The audio

    static func speechStarted(_ item: String, at position: Int) -> RealtimeServerEvent {
        RealtimeServerEvent(
            type: "input_audio_buffer.speech_started",
            fields: ["item_id": .text(item), "audio_start_ms": .integer(Self.milliseconds(position))])
    }

    static func speechStopped(_ item: String, at position: Int) -> RealtimeServerEvent {
        RealtimeServerEvent(
            type: "input_audio_buffer.speech_stopped",
            fields: ["item_id": .text(item), "audio_end_ms": .integer(Self.milliseconds(position))])
    }

    static let cleared = RealtimeServerEvent(type: "input_audio_buffer.cleared")

    /// A turn has ended: its audio is taken, and is an item of the conversation from now on.
    static func committed(_ item: String, after previous: String?, _ form: RealtimeForm) -> [RealtimeServerEvent] {
        let place: JSONValue = previous.map(JSONValue.text) ?? nil
        let content: JSONValue = [["type": "input_audio", "transcript": nil]]
        let fields: [String: JSONValue] = [
            "previous_item_id": place,
            "item": [
                "id": .text(item), "type": "message", "object": "realtime.item", "status": "completed",
                "role": "user", "content": content,
            ],
        ]
        let items = form == .beta ? ["created"] : ["added", "done"]
        return [
            RealtimeServerEvent(
                type: "input_audio_buffer.committed", fields: ["item_id": .text(item), "previous_item_id": place])
        ] + items.map { RealtimeServerEvent(type: "conversation.item.\($0)", fields: fields) }
    }

    // MARK: The text

    static func delta(_ item: String, _ text: String) -> RealtimeServerEvent {
        Self.transcription("delta", item, ["delta": .text(text)])
    }

    /// - Parameter samples: the length of the turn, at 16 kHz.
    static func completed(_ item: String, _ text: String, samples: Int) -> RealtimeServerEvent {
        let usage: JSONValue = ["type": "duration", "seconds": .number(SampleClock.seconds(samples))]
        return Self.transcription("completed", item, ["transcript": .text(text), "usage": usage])
    }

    static func failed(_ item: String, _ error: OpenAIError) -> RealtimeServerEvent {
        Self.transcription("failed", item, ["error": .object(Self.fields(of: error))])
    }

    private static func transcription(
        _ what: String, _ item: String, _ fields: [String: JSONValue]
    ) -> RealtimeServerEvent {
        RealtimeServerEvent(
            type: "conversation.item.input_audio_transcription.\(what)",
            fields: fields.merging(["item_id": .text(item), "content_index": 0]) { $1 })
    }

    private static func fields(of error: OpenAIError) -> [String: JSONValue] {
        [
            "type": .text(error.kind.rawValue), "message": .text(error.message),
            "code": error.code.map(JSONValue.text) ?? nil, "param": error.param.map(JSONValue.text) ?? nil,
        ]
    }

    /// Samples of 16 kHz as whole milliseconds.
    private static func milliseconds(_ samples: Int) -> Int { samples / 16 }
}
