// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Synchronization
import TranscriptJournal
import Transcription

/// Carries out what a client asks of its session, one thing after the other, and keeps what its transcriptions emit.
///
/// A transcription is made when there is audio for it.
final class SessionTranscriber: Sendable {
    private struct State {
        /// Those of now, and the task that reads what they emit.
        var transcriptions: [any TranscribingSession] = []
        var following: Task<Void, Never>?
        /// Takes what arrived to them; it may wait for the model.
        var feeding: Task<Void, Never>?
        /// Whether there was audio, so that the journal has the session.
        var hasBegun = false
        var failure: (any Error)?
        var isCancelled = false
    }

    private let id: String
    private let owner: String
    private let format: AudioFormat
    private let configuration: SessionConfiguration
    private let environment: SessionEnvironment
    private let recorder: SessionRecorder
    private let longest: Duration?
    private let observer: SessionObserver
    private let commands: BoundedQueue<SessionCommand>
    private let resumption: SharedResumption
    private let state = Mutex(State())

    /// - Parameters:
    ///   - longest: how much audio each channel has at most; nil for no limit.
    ///   - commands: what the client asks for.
    ///   - resumption: receives what the transcriptions emit.
    init(
        id: String, owner: String, format: AudioFormat, configuration: SessionConfiguration,
        environment: SessionEnvironment, recorder: SessionRecorder, longest: Duration?, observer: SessionObserver,
        commands: BoundedQueue<SessionCommand>, resumption: SharedResumption
    ) {
        self.id = id
        self.owner = owner
        self.format = format
        self.configuration = configuration
        self.environment = environment
        self.recorder = recorder
        self.longest = longest
        self.observer = observer
        self.commands = commands
        self.resumption = resumption
    }

    /// Why the session cannot go on; the first reason counts.
    var failure: (any Error)? { self.state.withLock { $0.failure } }

    func fail(_ error: any Error) {
        if let error = error as? SessionFault { self.recorder.note(ending: error.code.rawValue) }
        self.state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Transcribes until no more commands come, and everything was emitted.
    func run() async {
        let feeding = Task { await self.feed() }
        let isCancelled = self.state.withLock { state in
            state.feeding = feeding
            return state.isCancelled
        }
        if isCancelled { feeding.cancel() }
        await feeding.value
        guard self.state.withLock({ $0.hasBegun }) else { return }
        for name in self.names { await self.environment.journal?.end(name) }
    }

    /// The names under which the journal keeps the finals, one for each channel.
    private var names: [String] { (0..<self.format.transcriptions).map { SessionID.name(self.id, channel: $0) } }

    /// Ends it at once.
    func cancel() {
        let (feeding, transcriptions) = self.state.withLock { state in
            state.isCancelled = true
            return (state.feeding, state.transcriptions)
        }
        for transcription in transcriptions { transcription.cancel() }
        feeding?.cancel()
    }

    private func feed() async {
        var feed = SessionFeed(
            self.format, recorder: self.recorder, speed: self.environment.limits.speed, longest: self.longest,
            report: self.observer.report)
        do {
            try await self.obey(&feed)
            if !self.state.withLock({ $0.isCancelled }) {
                try await feed.drain()
                self.warn(of: &feed)
            }
        } catch is SessionError {
            // A transcription failed, which is noted, or was given up.
        } catch is CancellationError {
        } catch let error where error is AudioInputError || error is SessionDeadlines.Expiry {
            self.fail(self.observer.fault(error))
        } catch {
            self.fail(error)
        }
        // Finals are sent before the failure, unless no one is interested.
        if !self.state.withLock({ $0.isCancelled }) { await feed.finish() }
        self.commands.cancel()
        await self.untilAllIsFollowed()
    }

    private func obey(_ feed: inout SessionFeed) async throws {
        var configuration = self.configuration
        var count = 0
        while let command = await self.commands.next() {
            switch command {
            case .audio(let bytes):
                if feed.isIdle {
                    let transcriptions = try self.makeTranscriptions(configuration, number: count)
                    if count == 0 { await self.beginJournal() }
                    count += transcriptions.count
                    self.follow(transcriptions)
                    feed.begin(transcriptions)
                }
                try await feed.append(bytes)
                self.warn(of: &feed)
            case .flush(let channel): await self.flush(feed, channel: channel)
            case .checkpoint:
                // The dialect knows all that came of the audio before.
                await self.resumption.untilItCanEmit()
                if self.observer.reach() { await self.flush(feed) }
            case .expect(let hotWords):
                configuration.hotWords = hotWords
                feed.expect(hotWords)
            case .restart(let format, let next):
                try await feed.restart(format)
                guard let next else { continue }
                configuration = next
                await feed.finish()
                await self.untilAllIsFollowed()
            }
        }
    }

    private func beginJournal() async {
        self.state.withLock { $0.hasBegun = true }
        for name in self.names {
            await self.environment.journal?.begin(name, owner: self.owner, model: self.environment.model.name)
        }
    }

    private func flush(_ feed: borrowing SessionFeed, channel: Int? = nil) async {
        // Of a session without readers only the finals count.
        guard !self.resumption.withLock({ $0.hasExpired }) else { return }
        await feed.flush(channel: channel)
        guard feed.isIdle else { return }
        for index in 0..<self.format.transcriptions where channel == nil || channel == index {
            await self.emit(.flushed, channel: index)
        }
    }

    /// Tells the client of audio that could not be decoded, which does not end the session.
    private func warn(of feed: inout SessionFeed) {
        guard let text = feed.takeWarning() else { return }
        self.recorder.warn(text)
        self.resumption.update { $0.warn(text) }
    }

    // MARK: The transcriptions

    /// One for each channel.
    /// - Parameter number: how many the session had before.
    private func makeTranscriptions(
        _ configuration: SessionConfiguration, number: Int
    ) throws -> [any TranscribingSession] {
        do {
            return try (0..<self.format.transcriptions).map { channel in
                let name = SessionID.name(self.id, channel: number + channel)
                return try self.environment.makeSession(configuration, id: name, owner: self.owner)
            }
        } catch {
            // No event tells why.
            self.fail(self.observer.fault(error))
            throw error
        }
    }

    private func follow(_ transcriptions: [any TranscribingSession]) {
        let following = Task {
            await withTaskGroup(of: Void.self) { group in
                for (channel, transcription) in transcriptions.enumerated() {
                    group.addTask { await self.follow(transcription.events, channel: channel) }
                }
            }
        }
        let isCancelled = self.state.withLock { state in
            state.transcriptions = transcriptions
            state.following = following
            return state.isCancelled
        }
        if isCancelled { for transcription in transcriptions { transcription.cancel() } }
    }

    private func follow(_ events: some AsyncSequence<TranscriptEvent, Never>, channel: Int) async {
        let name = SessionID.name(self.id, channel: channel)
        do {
            try await TranscriptFollower(name: name, journal: self.environment.journal).follow(events) { event in
                await self.emit(event, channel: channel)
            }
        } catch {
            self.fail(self.observer.fault(error))
            // The other channels end with what was handed to them.
            self.commands.cancel()
            self.state.withLock { $0.feeding }?.cancel()
        }
    }

    private func emit(_ event: TranscriptEvent, channel: Int) async {
        await self.resumption.untilItCanEmit()
        self.recorder.emitted(event)
        self.resumption.update { $0.emit(event, channel: channel) }
    }

    /// Waits until everything is emitted that the transcriptions of now emit.
    private func untilAllIsFollowed() async {
        await self.state.withLock { $0.following }?.value
    }
}
