// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import Transcription

/// What a session knows of its connections: which one it has, what arrived, what was sent. A plain value.
///
/// A session has one connection at most, the newest. Connections are numbered, so that an older one that still believes in
/// itself does no harm.
package struct ResumptionState {
    /// What a connection has to do next.
    package enum Delivery: Equatable {
        case send(EventLog.Entry, fullTranscript: String)
        /// A warning, which has no number; ``dropWarning()`` once it is sent.
        case warn(String)
        case wait
        /// Everything was sent, and no more will come.
        case end
        /// The session has another connection by now, or none.
        case leave
    }

    /// What became of a message of audio.
    package struct Receipt: Equatable {
        /// The whole samples that it completes.
        package var audio = ByteBuffer()
        /// How many samples to acknowledge to the client.
        package var acknowledgement: Int?
    }

    private enum Phase { case open, finishing, over }

    private var log: EventLog
    private var received: ReceivedAudio
    private var phase = Phase.open
    /// Whether no client can come back.
    package private(set) var hasExpired = false
    private var connections = 0
    private var warnings: [String] = []
    /// The number of the last event that the connection has sent.
    private var sent = 0
    /// The number of the connection; nil while there is none.
    package private(set) var connection: Int?

    package init(log: EventLog = EventLog(), received: ReceivedAudio) {
        self.log = log
        self.received = received
    }

    /// Whether nothing more will be emitted.
    package var isOver: Bool { self.phase == .over }

    /// What counts for how long the session is kept.
    var standing: DetachedSessions.Standing {
        DetachedSessions.Standing(isOver: self.isOver, hasUndeliveredFinals: self.log.hasFinal(after: self.sent))
    }

    /// Whole samples that have arrived: the number of the first that has not.
    package var samples: Int { self.received.samples }

    // MARK: Connections

    /// Gives the session a new connection, in place of the one it may have.
    /// - Parameter lastEvent: the number of the last event that the client has seen.
    /// - Returns: the connection's number. Its client has to send its audio again from the sample ``samples`` on.
    /// - Throws: ``SessionFault`` `unknown_session` when the session waited too long, `invalid_parameter` for an
    ///   event that was never told. Nothing changes then.
    package mutating func attach(lastEvent: Int = 0) throws(SessionFault) -> Int {
        guard !self.hasExpired else { throw .unknownSession }
        guard lastEvent <= self.log.last else {
            throw SessionFault(
                .invalidParameter,
                "last_event is \(lastEvent), but the session has sent \(self.log.last) events. Give the last one that you received."
            )
        }
        self.received.breakOff()
        self.connections += 1
        self.connection = self.connections
        self.sent = lastEvent
        return self.connections
    }

    /// A connection broke.
    /// - Returns: whether it was the session's.
    package mutating func detach(_ connection: Int) -> Bool {
        guard self.connection == connection else { return false }
        self.connection = nil
        return true
    }

    /// Whether there was no connection after this one.
    package func isNewest(_ connection: Int) -> Bool { connection == self.connections }

    /// The session has waited long enough for its client.
    /// - Returns: whether that is so; it is not if the client came back.
    package mutating func expire() -> Bool {
        guard self.connection == nil else { return false }
        self.hasExpired = true
        return true
    }

    /// No client is interested any longer.
    package mutating func abandon() {
        self.connection = nil
        self.hasExpired = true
    }

    // MARK: From the client

    /// Takes a message of audio; nil when it is not for this session any longer.
    package mutating func receive(_ message: ByteBuffer, from connection: Int) -> Receipt? {
        guard self.connection == connection, self.phase == .open else { return nil }
        let audio = self.received.take(message)
        return Receipt(audio: audio, acknowledgement: self.received.takeAcknowledgement())
    }

    /// Whether a command of this connection counts.
    package func obeys(_ connection: Int) -> Bool {
        self.connection == connection && self.phase == .open
    }

    /// Counts audio of another kind from now on.
    package mutating func restart(_ received: ReceivedAudio, from connection: Int) {
        if self.obeys(connection) { self.received = received }
    }

    /// No more audio comes.
    package mutating func finish() {
        if self.phase == .open { self.phase = .finishing }
    }

    // MARK: To the client

    /// Whether the next event may be emitted: when the one before is on its way or, without a connection, while there is room.
    package var canEmit: Bool {
        if self.hasExpired { return true }
        return self.connection == nil ? !self.log.isFull : self.log.entry(after: self.sent) == nil
    }

    /// Something to tell.
    package mutating func emit(_ event: TranscriptEvent, channel: Int = 0) {
        if !self.hasExpired { self.log.append(event, channel: channel) }
    }

    /// Something to tell that does not end the session. It goes to the present connection, or to the next.
    package mutating func warn(_ text: String) {
        if !self.hasExpired { self.warnings.append(text) }
    }

    /// The first warning was sent.
    package mutating func dropWarning() {
        if !self.warnings.isEmpty { self.warnings.removeFirst() }
    }

    /// Everything was sent.
    package mutating func end() {
        self.phase = .over
    }

    /// What a connection has to send after it has sent the event with this number.
    package mutating func delivery(after number: Int, on connection: Int) -> Delivery {
        guard self.connection == connection else { return .leave }
        self.sent = number
        self.log.trim(through: number)
        if let warning = self.warnings.first { return .warn(warning) }
        guard let entry = self.log.entry(after: number) else { return self.isOver ? .end : .wait }
        guard case .final = entry.event else { return .send(entry, fullTranscript: "") }
        return .send(entry, fullTranscript: self.log.fullTranscript(through: entry.number))
    }
}
