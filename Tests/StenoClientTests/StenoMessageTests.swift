// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StenoClient

@Suite struct StenoMessageTests {
    @Test func readsTheTutorialsMessages() throws {
        let partial = try StenoMessage(json: #"{"type":"partial","text":"ask not"}"#)
        guard case .partial(let text) = partial else { throw StenoClientError(.protocolViolation, "\(partial)") }
        #expect(text.text == "ask not")
        #expect(text.stable == nil)
        let final = try StenoMessage(json: #"{"type":"final","text":"Ask not.","full_transcript":"And so. Ask not."}"#)
        guard case .final(let text) = final else { throw StenoClientError(.protocolViolation, "\(final)") }
        #expect(text.fullTranscript == "And so. Ask not.")
    }

    @Test func readsAllFields() throws {
        let json = """
            {"type": "final", "text": "Hi.", "utterance": 3, "start": 1.5, "end": 2, "language": "en", "new": [{}],
             "words": [{"word": "Hi.", "start": 1.5, "end": 1.9, "probability": 0.75}]}
            """
        guard case .final(let text) = try StenoMessage(json: json) else {
            throw StenoClientError(.protocolViolation, json)
        }
        #expect(text.utterance == 3)
        #expect(text.start == 1.5)
        #expect(text.end == 2)
        #expect(text.language == "en")
        #expect(text.words == [.init(word: "Hi.", start: 1.5, end: 1.9, probability: 0.75)])
    }

    @Test(arguments: [
        (#"{"type":"ready","session":"s1","config":{"language":null}}"#, StenoMessage.ready(session: "s1")),
        (
            #"{"type":"ready","session":"s1","resume_token":"t","resume_timeout_s":60}"#,
            .ready(session: "s1", resumeToken: "t")
        ),
        (#"{"type":"resumed","session":"s1","sample":7}"#, .resumed(sample: 7)),
        (#"{"type":"ack","received":80000}"#, .acknowledged(received: 80_000)),
        (#"{"type":"speech_started","utterance":0,"start":0.5}"#, .speechStarted(utterance: 0, at: 0.5)),
        (#"{"type":"speech_stopped","utterance":0,"end":2.5}"#, .speechStopped(utterance: 0, at: 2.5)),
        (#"{"type":"empty","utterance":2}"#, .empty(utterance: 2)),
        (#"{"type":"flushed"}"#, .flushed),
        (#"{"type":"pong"}"#, .pong),
        (#"{"type":"error","code":"overloaded","message":"full"}"#, .error(code: "overloaded", message: "full")),
        (#"{"type":"weather"}"#, .unknown(type: "weather")),
    ])
    func readsEveryType(json: String, message: StenoMessage) throws {
        #expect(try StenoMessage(json: json) == message)
    }

    @Test func anEventHasANumber() throws {
        let (message, number) = try StenoMessage.decode(json: #"{"type":"flushed","seq":12}"#)
        #expect(message == .flushed && number == 12)
        #expect(try StenoMessage.decode(json: #"{"type":"pong"}"#).number == nil)
    }

    @Test(arguments: ["", "hello", "[]", "{}", #"{"type":1}"#, #"{"type":"final"}"#])
    func refusesWhatIsNoMessage(json: String) {
        #expect(throws: StenoClientError.self) { try StenoMessage(json: json) }
    }
}
