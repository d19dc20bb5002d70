// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing
import Transcription

@testable import SessionRuntime

/// A session and its connections, as a value.
struct ResumptionStateTests {
    private static let started = TranscriptEvent.speechStarted(utterance: 0, at: 0)

    private static func make(limit: Int = 1_000_000) -> ResumptionState {
        ResumptionState(
            log: EventLog(limit: limit), received: ReceivedAudio(unit: .bytes(4), acknowledgementInterval: 100))
    }

    private static func send(_ number: Int, _ event: TranscriptEvent, _ full: String = "") -> ResumptionState.Delivery {
        .send(EventLog.Entry(number: number, event: event), fullTranscript: full)
    }

    @Test func eventsGoToTheConnectionOneByOne() throws {
        var session = Self.make()
        let connection = try session.attach()
        expect(session.delivery(after: 0, on: connection) == .wait)
        expect(session.canEmit)
        session.emit(Self.started)
        expect(!session.canEmit, "the next waits until this one is sent")
        expect(session.delivery(after: 0, on: connection) == Self.send(1, Self.started))
        expect(session.delivery(after: 1, on: connection) == .wait)
        expect(session.canEmit)
        session.emit(EventLogTests.final(0, "one"))
        expect(session.delivery(after: 1, on: connection) == Self.send(2, EventLogTests.final(0, "one"), "one"))
        session.finish()
        expect(session.delivery(after: 2, on: connection) == .wait)
        session.end()
        expect(session.delivery(after: 2, on: connection) == .end)
    }

    @Test func resumingClientGetsWhatItMissed() throws {
        var session = Self.make()
        let first = try session.attach()
        _ = session.receive(ByteBuffer(repeating: 0, count: 42), from: first)
        session.emit(Self.started)
        expect(session.detach(first))
        expect(session.receive(ByteBuffer(repeating: 0, count: 40), from: first) == nil)
        expect(session.delivery(after: 0, on: first) == .leave)
        session.emit(EventLogTests.partial(0, "on"))
        session.emit(EventLogTests.final(0, "one"))
        let second = try session.attach(lastEvent: 1)
        expect(session.samples == 10, "two bytes of a sample do not count")
        expect(session.delivery(after: 1, on: second) == Self.send(3, EventLogTests.final(0, "one"), "one"))
        expect(session.receive(ByteBuffer(repeating: 0, count: 4), from: second)?.audio.readableBytes == 4)
        expect(session.samples == 11)
    }

    @Test func theNewestConnectionCounts() throws {
        var session = Self.make()
        let first = try session.attach()
        let second = try session.attach()
        expect(session.receive(ByteBuffer(repeating: 0, count: 4), from: first) == nil)
        expect(!session.obeys(first) && session.obeys(second))
        expect(session.delivery(after: 0, on: first) == .leave)
        expect(!session.detach(first), "an old connection that ends takes nothing away")
        expect(!session.isNewest(first) && session.isNewest(second))
        expect(session.connection == second)
    }

    @Test func anEventOfTheFutureIsRejected() throws {
        var session = Self.make()
        let connection = try session.attach()
        session.emit(Self.started)
        let error = #expect(throws: SessionFault.self) { _ = try session.attach(lastEvent: 2) }
        expect(error?.code == .invalidParameter)
        expect(session.connection == connection, "nothing has changed")
    }

    @Test func aSessionExpiresOnlyWithoutAConnection() throws {
        var session = Self.make()
        let first = try session.attach()
        expect(!session.expire())
        _ = session.detach(first)
        _ = try session.attach()
        expect(!session.expire(), "the client came back in the last moment")
        _ = session.detach(2)
        expect(session.expire())
        #expect(throws: SessionFault.unknownSession) { _ = try session.attach() }
    }

    @Test func eventsWithoutConnectionAreBounded() throws {
        var session = Self.make(limit: 1_000)
        let connection = try session.attach()
        _ = session.detach(connection)
        var told = 0
        while session.canEmit {
            session.emit(EventLogTests.final(told, "x"))
            told += 1
        }
        expect(told == 8)
        _ = session.expire()
        expect(session.canEmit, "nobody will ask for it")
    }

    @Test func anEndedSessionStillTellsItsLastEvents() throws {
        var session = Self.make()
        let first = try session.attach()
        session.finish()
        session.emit(EventLogTests.final(0, "one"))
        session.end()
        _ = session.detach(first)
        let second = try session.attach()
        expect(session.receive(ByteBuffer(repeating: 0, count: 4), from: second) == nil)
        expect(session.delivery(after: 0, on: second) == Self.send(1, EventLogTests.final(0, "one"), "one"))
        expect(session.delivery(after: 1, on: second) == .end)
    }
}
