// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StenoClient

/// A stream and its session from one connection to the next, as a value. 100 samples a second of 2 bytes each.
struct StreamStateTests {
    private static let broken = Result<WebSocketClosure, StenoClientError>.success(.abnormal)
    private static let closed = Result<WebSocketClosure, StenoClientError>.success(.init(code: 1000, reason: ""))

    private static func audio(_ samples: Range<Int>) -> [UInt8] {
        samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    private static func final(_ end: Double) -> StenoMessage {
        .final(.init(text: "x", stable: nil, fullTranscript: nil, utterance: 0, start: 0, end: end))
    }

    /// All that there is to send now.
    private static func sent(_ state: inout StreamState) -> (audio: [UInt8], stop: Bool) {
        var sent: [UInt8] = []
        while true {
            switch state.step() {
            case .audio(let bytes): sent += bytes
            case .stop: return (sent, true)
            case .wait: return (sent, false)
            }
        }
    }

    private static func begun(_ samples: Int) -> StreamState {
        var state = StreamState(sampleRate: 100, sampleSize: 2)
        _ = state.connect()
        _ = state.receive(.ready(session: "s", resumeToken: "t"), number: nil)
        state.append(Self.audio(0..<samples))
        return state
    }

    private static func parameters(_ state: inout StreamState) -> String {
        state.connect().map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    @Test func aStreamFromBeginningToEnd() {
        var state = StreamState(sampleRate: 100, sampleSize: 2)
        expect(Self.parameters(&state) == "")
        state.append(Self.audio(0..<120))
        let first = Self.sent(&state)
        #expect(first.audio == Self.audio(0..<120) && !first.stop)
        state.append(Self.audio(120..<130) + [0])
        state.end()
        let last = Self.sent(&state)
        #expect(last.audio == Self.audio(120..<130) && last.stop)
        let decision = state.disconnect(Self.closed)
        #expect(decision == .finish)
    }

    @Test func aSessionGoesOnWithTheSampleNamed() {
        var state = Self.begun(100)
        _ = Self.sent(&state)
        _ = state.receive(.speechStarted(utterance: 0, at: 0), number: 1)
        state.append(Self.audio(100..<150))
        state.end()
        guard case .reconnect = state.disconnect(Self.broken) else {
            Issue.record("the connection is not made again")
            return
        }
        expect(Self.parameters(&state) == "resume=s&resume_token=t&last_event=1")
        expect(Self.sent(&state).audio.isEmpty, "not before the server has named the sample")
        _ = state.receive(.resumed(sample: 70), number: nil)
        let sent = Self.sent(&state)
        #expect(sent.audio == Self.audio(70..<150) && sent.stop, "stop is said again")
    }

    @Test func anEventCountsOnce() {
        var state = Self.begun(0)
        let news = [1, 2, 2, 1, 3].map { state.receive(.flushed, number: $0) }
        #expect(news == [true, true, false, false, true])
    }

    @Test func anotherSessionBeginsWhereTheFinalsEnd() {
        var state = Self.begun(1_000)
        _ = Self.sent(&state)
        _ = state.receive(.acknowledged(received: 900), number: nil)
        _ = state.receive(Self.final(5), number: 4)
        _ = state.disconnect(Self.broken)
        _ = state.connect()
        _ = state.receive(.error(code: "unknown_session", message: "No."), number: nil)
        _ = state.disconnect(.success(.init(code: 1008, reason: "unknown_session")))
        expect(Self.parameters(&state) == "")
        expect(Self.sent(&state).audio == Self.audio(500..<1_000))
        // The new session counts from there.
        _ = state.receive(.ready(session: "u", resumeToken: "v"), number: nil)
        let isNews = state.receive(Self.final(1), number: 1)
        #expect(isNews)
        _ = state.disconnect(Self.broken)
        expect(Self.parameters(&state) == "resume=u&resume_token=v&last_event=1")
        _ = state.receive(.resumed(sample: 450), number: nil)
        expect(Self.sent(&state).audio == Self.audio(950..<1_000))
    }

    @Test func afterAShutdownWhatWasHeardIsFinal() {
        var state = Self.begun(1_000)
        _ = Self.sent(&state)
        _ = state.receive(Self.final(5), number: 1)
        _ = state.receive(.acknowledged(received: 800), number: nil)
        _ = state.receive(.error(code: "server_shutdown", message: "Bye."), number: nil)
        _ = state.disconnect(.success(.init(code: 1001, reason: "")))
        expect(Self.parameters(&state) == "")
        expect(Self.sent(&state).audio == Self.audio(800..<1_000))
    }

    @Test func anExpiredSessionIsReplacedAtOnce() {
        var state = Self.begun(1_000)
        _ = Self.sent(&state)
        _ = state.receive(Self.final(5), number: 1)
        _ = state.receive(.error(code: "session_expired", message: "60 minutes."), number: nil)
        let decision = state.disconnect(.success(.init(code: 1008, reason: "session_expired")))
        #expect(decision == .renew)
        expect(Self.parameters(&state) == "")
        expect(Self.sent(&state).audio == Self.audio(500..<1_000))
    }

    @Test func aSessionThatExpiresWithoutAFinalIsReplacedAfterAWait() {
        var state = Self.begun(1_000)
        _ = state.receive(.error(code: "session_expired", message: "0 minutes."), number: nil)
        guard case .reconnect = state.disconnect(.success(.init(code: 1008, reason: ""))) else {
            Issue.record("the connection is not made again")
            return
        }
    }

    /// A microphone goes on while the server is away.
    @Test func keepsAsMuchUnsentAudioAsItsCapacity() {
        var state = StreamState(sampleRate: 100, sampleSize: 2, capacity: 600)
        _ = state.connect()
        _ = state.receive(.ready(session: "s", resumeToken: "t"), number: nil)
        _ = state.disconnect(Self.broken)
        state.append(Self.audio(0..<60_000))
        #expect(!state.isFull)
        _ = state.connect()
        _ = state.receive(.resumed(sample: 0), number: nil)
        expect(Self.sent(&state).audio.count == 120_000)
        state.append(Self.audio(0..<1))
        #expect(state.isFull)
    }

    @Test func whatIsKeptIsBounded() {
        var state = Self.begun(6_000)
        #expect(!state.isFull)
        state.append(Self.audio(6_000..<6_001))
        #expect(state.isFull)
        _ = Self.sent(&state)
        _ = state.receive(.acknowledged(received: 6_001), number: nil)
        #expect(!state.isFull)
        // A minute of it stays, in case that the server is lost.
        state.append(Self.audio(6_001..<7_000))
        _ = Self.sent(&state)
        _ = state.receive(.acknowledged(received: 7_000), number: nil)
        _ = state.receive(.error(code: "unknown_session", message: "No."), number: nil)
        _ = state.disconnect(Self.broken)
        _ = state.connect()
        expect(Self.sent(&state).audio == Self.audio(1_000..<7_000))
    }

    @Test(arguments: [
        (1000, "finish"), (1006, "reconnect"), (1001, "reconnect"), (1012, "reconnect"), (1008, "fail"), (1011, "fail"),
    ])
    func whatACloseCodeMeans(code: Int, expected: String) {
        var state = Self.begun(0)
        let decision = "\(state.disconnect(.success(.init(code: code, reason: ""))))"
        #expect(decision.hasPrefix(expected))
    }

    @Test func aServerThatWasNeverThereIsNotWaitedFor() {
        let nobody = StenoClientError(.unreachable, "No server answers")
        var new = StreamState(sampleRate: 100, sampleSize: 2)
        _ = new.connect()
        var decision = new.disconnect(.failure(nobody))
        #expect(decision == .fail(nobody))
        var old = Self.begun(0)
        decision = old.disconnect(.failure(nobody))
        #expect(decision == .reconnect(nobody))
        let refusal = StenoClientError(.refused(status: 401), "No")
        decision = old.disconnect(.failure(refusal))
        #expect(decision == .fail(refusal))
        _ = old.connect()
        _ = old.receive(.error(code: "taken_over", message: "The session goes on."), number: nil)
        decision = old.disconnect(.success(.init(code: 1008, reason: "taken_over")))
        #expect(decision == .fail(StenoClientError(.closed, "The session goes on")))
    }
}
