// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Transcription

/// The turns of a session: what a client and the transcription do goes in, events to the client come out. A plain value.
///
/// Positions are samples of 16 kHz since the first that came. A turn becomes an item of the conversation when it is
/// committed: by the server at the end of speech, or by the client. Its text may come later, and then completes it.
struct RealtimeTurns {
    /// Something of the client's that ends what is being said; the transcription tells `flushed` when that is done.
    private struct Command {
        enum Kind { case commit(event: String?), clear }
        let kind: Kind
        let position: Int
        /// Whether the commit has its turn.
        var isServed = false
    }

    private let form: RealtimeForm
    private let makeID: @Sendable () -> String
    /// Whether the server finds the end of turns.
    private var detects: Bool
    private var tellsBeforeCommit: Bool
    /// The turn that goes on.
    private var current: RealtimeTurn?
    /// Turns that are committed and have no text yet.
    private var waiting: [RealtimeTurn] = []
    private var commands = CircularBuffer<Command>()
    /// Where the audio begins that is in no turn.
    private var bufferStart = 0
    /// The clock of the transcription that goes on begins here.
    private var base = 0
    private var previousItem: String?

    /// The least that a client may commit: 100 ms.
    private static let shortestCommit = 1_600

    /// - Parameters:
    ///   - form: which names to use.
    ///   - configuration: whether the server finds turns, and when texts are reported.
    ///   - makeID: makes the names of items.
    init(form: RealtimeForm, configuration: RealtimeConfiguration, makeID: @escaping @Sendable () -> String) {
        self.form = form
        self.makeID = makeID
        self.detects = configuration.turnDetection != .none
        self.tellsBeforeCommit = configuration.tellsBeforeCommit
    }

    // MARK: From the client

    /// The client commits.
    /// - Returns: what to tell it now, and whether the transcription has to be flushed for the rest.
    mutating func commit(event: String?, at position: Int) -> (events: [RealtimeServerEvent], mustFlush: Bool) {
        if !self.detects {
            guard position - self.bufferStart >= Self.shortestCommit else {
                return ([self.tooShort(at: position, event: event)], false)
            }
            var turn = self.current ?? RealtimeTurn(id: self.makeID(), start: self.bufferStart)
            self.current = nil
            let events = self.commit(&turn, end: position)
            self.waiting.append(turn)
            self.commands.append(Command(kind: .commit(event: event), position: position, isServed: true))
            return (events, true)
        }
        self.commands.append(Command(kind: .commit(event: event), position: position))
        return ([], true)
    }

    /// The client drops what it sent since the last turn. The transcription has to be flushed.
    mutating func clear(at position: Int) -> [RealtimeServerEvent] {
        self.commands.append(Command(kind: .clear, position: position))
        self.current = nil
        self.bufferStart = position
        return [.cleared]
    }

    /// Another transcription begins, when all of the one before is reported.
    mutating func restart(at position: Int, configuration: RealtimeConfiguration) {
        self.base = position
        // What was said in turns of the one kind is in none of the other.
        if self.detects != (configuration.turnDetection != .none) { self.current = nil }
        self.detects = configuration.turnDetection != .none
        self.tellsBeforeCommit = configuration.tellsBeforeCommit
    }

    // MARK: From the transcription

    /// What the transcription tells.
    mutating func receive(_ event: TranscriptEvent) -> [RealtimeServerEvent] {
        switch event {
        case .speechStarted(let utterance, let position): self.speechStarted(utterance, at: self.base + position)
        case .speechStopped(let utterance, let position): self.speechStopped(utterance, at: self.base + position)
        case .partial(let partial): self.receive(event, of: partial.utterance)
        case .final(let final): self.receive(event, of: final.utterance) + self.complete(final.utterance)
        case .empty(let utterance): self.complete(utterance)
        case .flushed: self.flushed()
        case .failed: []
        }
    }

    /// The transcription has ended; what has no text by now gets none.
    mutating func end() -> [RealtimeServerEvent] {
        defer { self.waiting = [] }
        self.commands.removeAll()
        return self.waiting.map(\.completed)
    }

    /// The transcription failed; what has no text by now gets the error.
    mutating func fail(_ error: OpenAIError) -> [RealtimeServerEvent] {
        let turns = self.waiting + [self.current].compactMap { $0 }
        self.waiting = []
        self.current = nil
        return turns.map { .failed($0.id, error) }
    }

    private mutating func speechStarted(_ utterance: Int, at position: Int) -> [RealtimeServerEvent] {
        guard self.detects, !self.isClearing else { return [] }
        let turn = RealtimeTurn(id: self.makeID(), start: position, first: utterance)
        self.current = turn
        return [.speechStarted(turn.id, at: position)]
    }

    private mutating func speechStopped(_ utterance: Int, at position: Int) -> [RealtimeServerEvent] {
        guard self.detects, var turn = self.current.take() else { return [] }
        turn.last = utterance
        let isCommitted = !self.commands.isEmpty
        if isCommitted { self.commands[offset: 0].isServed = true }
        let end = isCommitted ? self.commands[offset: 0].position : position
        // A client that commits knows that the speech has ended.
        let events = (isCommitted ? [] : [.speechStopped(turn.id, at: position)]) + self.commit(&turn, end: end)
        self.waiting.append(turn)
        return events
    }

    /// More text, for the turn that it belongs to.
    private mutating func receive(_ event: TranscriptEvent, of utterance: Int) -> [RealtimeServerEvent] {
        guard self.detects else {
            if self.isClearing { return [] }
            if !self.waiting.isEmpty { return self.waiting[0].receive(event) }
            if self.current == nil { self.current = RealtimeTurn(id: self.makeID(), start: self.bufferStart) }
            return self.current?.receive(event, tells: self.tellsBeforeCommit) ?? []
        }
        if let index = self.waiting.firstIndex(where: { $0.contains(utterance) }) {
            return self.waiting[index].receive(event)
        }
        return self.current?.contains(utterance) == true ? self.current?.receive(event) ?? [] : []
    }

    /// An utterance has its last text, and perhaps its turn with it.
    private mutating func complete(_ utterance: Int) -> [RealtimeServerEvent] {
        guard self.detects, let index = self.waiting.firstIndex(where: { $0.last == utterance }) else { return [] }
        return [self.waiting.remove(at: index).completed]
    }

    private mutating func flushed() -> [RealtimeServerEvent] {
        guard !self.commands.isEmpty else { return [] }
        let command = self.commands.removeFirst()
        guard case .commit(let event) = command.kind else { return [] }
        if !self.detects { return self.waiting.isEmpty ? [] : [self.waiting.removeFirst().completed] }
        guard !command.isServed else { return [] }
        // Nobody was speaking: the turn is what came since the last one.
        guard command.position - self.bufferStart >= Self.shortestCommit else {
            return [self.tooShort(at: command.position, event: event)]
        }
        var turn = RealtimeTurn(id: self.makeID(), start: self.bufferStart)
        return self.commit(&turn, end: command.position) + [turn.completed]
    }

    private var isClearing: Bool {
        if case .clear = self.commands.first?.kind { true } else { false }
    }

    private mutating func commit(_ turn: inout RealtimeTurn, end: Int) -> [RealtimeServerEvent] {
        defer { (self.previousItem, self.bufferStart) = (turn.id, end) }
        return RealtimeServerEvent.committed(turn.id, after: self.previousItem, self.form) + turn.commit(end: end)
    }

    private func tooShort(at position: Int, event: String?) -> RealtimeServerEvent {
        let hundredths = max(0, position - self.bufferStart) * 100 / 16
        let length = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        return .error(
            OpenAIError(
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer "
                    + "only has \(length)ms of audio.", code: "input_audio_buffer_commit_empty"), about: event)
    }
}
