// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import SessionRuntime
import Transcription
import WireText

/// OpenAI's Realtime interface, for transcription. A plain value.
///
/// Its session is its connection. What a client commits, clears or changes waits for the audio that it sent before.
struct RealtimeDialect: SocketDialect {
    /// Something of the client's that waits for the audio before.
    private enum Command {
        case commit(event: String?)
        case clear
        case update(RealtimeConfiguration, isRestart: Bool)
        case reject(OpenAIError, event: String?)
    }

    private let id: String
    private let form: RealtimeForm
    private let model: ServedModel
    /// When the session will be over, in Unix time; 0 for never.
    private let expires: Int
    /// With all that the client changed so far.
    private var configuration: RealtimeConfiguration
    private var turns: RealtimeTurns
    /// What waits, and after how much audio, as samples of 16 kHz.
    private var commands = CircularBuffer<(command: Command, position: Int)>()
    /// Bytes that came in the format of now.
    private var bytes = 0
    /// What came before, as samples of 16 kHz.
    private var earlier = 0
    /// How many events were sent.
    private var events = 0

    /// - Parameters:
    ///   - id: the session's.
    ///   - configuration: what it begins with.
    ///   - expires: when it will be over, in Unix time; 0 for never.
    ///   - makeID: makes the names of items.
    init(
        id: String, form: RealtimeForm, configuration: RealtimeConfiguration, model: ServedModel, expires: Int,
        makeID: @escaping @Sendable () -> String = { "item_\(SessionID.make())" }
    ) {
        self.id = id
        self.form = form
        self.configuration = configuration
        self.model = model
        self.expires = expires
        self.turns = RealtimeTurns(form: form, configuration: configuration, makeID: makeID)
    }

    static func read(_ message: WebSocketMessage) async -> Result<RealtimeClientEvent, RealtimeClientEvent.Fault> {
        await RealtimeClientEvent.read(message)
    }

    static func fault(_ error: any Error) -> SessionFault {
        guard let expiry = error as? SessionDeadlines.Expiry else { return SessionFault(failure: error) }
        return SessionFault(.sessionExpired, OpenAIError(expiry).message)
    }

    // MARK: From the client

    mutating func connected() -> [SocketAction] {
        self.emit([.created(self.session(self.configuration), self.form)])
            + [.start(self.configuration.format.audio, self.configuration.session)]
    }

    mutating func rejected(_ rejection: Rejection) -> [SocketAction] {
        let error = OpenAIError(rejection, isHandshake: true)
        return self.emit([.error(error)]) + [.close(Self.close(error))]
    }

    mutating func receive(_ input: Result<RealtimeClientEvent, RealtimeClientEvent.Fault>) -> [SocketAction] {
        do throws(RealtimeClientEvent.Fault) {
            switch try input.get() {
            case .append(let audio):
                self.bytes += audio.readableBytes
                return [.audio(audio)]
            case .commit(let event): return self.wait(.commit(event: event))
            case .clear: return self.wait(.clear)
            case .update(let session, let event): return self.update(session, event)
            }
        } catch {
            return self.emit([.error(error.error, about: error.id)])
        }
    }

    private mutating func update(_ session: JSONValue, _ event: String?) -> [SocketAction] {
        var changed = self.configuration
        do throws(OpenAIError) {
            try changed.apply(session, model: self.model)
        } catch {
            return self.wait(.reject(error, event: event))
        }
        let isOtherFormat = changed.format != self.configuration.format
        let (session, former) = (changed.session, self.configuration.session)
        let isRestart = session.with(former.hotWords) != former
        let expectation: [SocketAction] =
            session.hotWords != former.hotWords && !isRestart ? [.expect(session.hotWords)] : []
        if isOtherFormat { (self.earlier, self.bytes) = (self.position, 0) }
        self.configuration = changed
        let restart: [SocketAction] = [.restart(changed.format.audio, isRestart ? session : nil)]
        return (isOtherFormat || isRestart ? restart : []) + expectation
            + self.wait(.update(changed, isRestart: isRestart))
    }

    private mutating func wait(_ command: Command) -> [SocketAction] {
        self.commands.append((command, self.position))
        return [.checkpoint]
    }

    /// How much audio came.
    private var position: Int {
        let format = self.configuration.format
        return self.earlier + self.bytes / format.bytesPerSample * SampleClock.rate / format.rate
    }

    // MARK: To the client

    mutating func reached() -> [SocketAction] {
        guard let (command, position) = self.commands.popFirst() else { return [] }
        switch command {
        case .commit(let event):
            let (events, mustFlush) = self.turns.commit(event: event, at: position)
            return self.emit(events) + (mustFlush ? [.flush(channel: nil)] : [])
        case .clear: return self.emit(self.turns.clear(at: position)) + [.flush(channel: nil)]
        case .update(let configuration, let isRestart):
            let ended = isRestart ? self.turns.end() : []
            if isRestart { self.turns.restart(at: position, configuration: configuration) }
            return self.emit(ended + [.updated(self.session(configuration), self.form)])
        case .reject(let error, let event): return self.emit([.error(error, about: event)])
        }
    }

    mutating func receive(_ event: TranscriptEvent, channel: Int) -> [SocketAction] {
        self.emit(self.turns.receive(event))
    }

    mutating func ended(_ fault: SessionFault?) -> [SocketAction] {
        guard let fault else { return self.emit(self.turns.end()) + [.close(nil)] }
        let error = OpenAIError(fault)
        let failed = fault.code == .transcriptionFailed ? self.turns.fail(error) : []
        let close = fault.code == .invalidKey ? .revokedKey : Self.close(error)
        return self.emit(failed + self.turns.end() + [.error(error)]) + [.close(close)]
    }

    private static func close(_ error: OpenAIError) -> WebSocketClose {
        WebSocketClose(error.kind == .server ? .internalError : .goingAway, reason: error.message)
    }

    private func session(_ configuration: RealtimeConfiguration) -> JSONValue {
        configuration.json(id: self.id, expires: self.expires, form: self.form)
    }

    private mutating func emit(_ events: [RealtimeServerEvent]) -> [SocketAction] {
        events.map { event in
            self.events += 1
            return .emit(event.json(id: "event_\(self.id.dropFirst(5))_\(self.events)"))
        }
    }
}

extension SessionConfiguration {
    /// The same with other phrases to expect.
    fileprivate func with(_ hotWords: HotWords?) -> SessionConfiguration {
        var configuration = self
        configuration.hotWords = hotWords
        return configuration
    }
}
