import SessionRuntime
import HTTPWebSocket
import NIOCore

extension StenoConnection {
    /// How the reading of a connection ended.
    private enum Ending {
        /// No more audio comes, and the client waits for the last finals.
        case finished
        /// The client does not want to know any more.
        case abandoned
        /// The connection broke.
        case lost
    }

    /// Carries a session's messages both ways; the session is over, or without this connection, when this returns.
    /// - Parameters:
    ///   - number: the number of the last event that the client has seen.
    ///   - beginning: audio that was read already.
    func transcribe(
        _ live: ClientSession, on connection: Int, after number: Int, _ beginning: ByteBuffer?,
        _ messages: inout WebSocketInbound.AsyncIterator
    ) async throws {
        try await withTaskCancellationHandler {
            async let delivered: Void = self.deliver(from: live, on: connection, after: number)
            do {
                switch try await self.read(beginning, &messages, into: live, connection) {
                case .finished:
                    self.noteEnding()
                    live.finish(from: connection)
                case .abandoned:
                    self.noteEnding()
                    self.service.sessions.end(live, connection)
                case .lost:
                    self.service.sessions.release(live, connection)
                }
            } catch let error as SessionFault where error.code != .slowClient {
                // What was heard before the client's mistake is told before the error.
                self.meter.note(ending: error.code.rawValue)
                live.finish(from: connection)
                await delivered
                self.service.sessions.release(live, connection)
                throw error
            } catch {
                self.service.sessions.release(live, connection)
                await delivered
                throw error
            }
            await delivered
            if case .dismissed = self.inbound.ending { try? await self.sender.send(.ack(received: live.samples)) }
            // For a while, in case that the last messages do not arrive.
            self.service.sessions.release(live, connection)
        } onCancel: {
            self.service.sessions.release(live, connection)
        }
    }

    /// Reads until the client stops or is gone.
    private func read(
        _ beginning: ByteBuffer?, _ messages: inout WebSocketInbound.AsyncIterator, into live: ClientSession,
        _ connection: Int
    ) async throws -> Ending {
        if let beginning { try await self.take(beginning, for: live, connection) }
        while let message = await messages.next() {
            switch message {
            case .binary(let bytes):
                try await self.take(bytes, for: live, connection)
            case .text(let text):
                switch try StenoClientMessage(text) {
                case .config:
                    throw SessionFault(
                        .configTooLate, "A config message must come before the first audio. Open a new connection.")
                case .flush: await live.flush(from: connection)
                case .ping: try await self.sender.send(.pong)
                case .ignored: break
                case .stop: return .finished
                }
            }
        }
        switch self.inbound.ending {
        case nil, .dismissed, .violation:
            return .finished
        case .peerClosed(let close):
            // Other codes come from libraries and proxies that noticed a broken connection.
            return [nil, .normal, .goingAway].contains(close.code) ? .abandoned : .lost
        case .closedHere, .connectionLost:
            return .lost
        }
    }

    private func take(_ bytes: ByteBuffer, for live: ClientSession, _ connection: Int) async throws {
        guard let acknowledgement = await live.receive(bytes, from: connection)?.acknowledgement else { return }
        try await self.sender.send(.ack(received: acknowledgement))
    }

    /// Sends the session's events. A failure is told here, since the reading may be waiting for the client.
    private func deliver(from live: ClientSession, on connection: Int, after number: Int) async {
        var number = number
        do {
            while let (entry, fullTranscript) = try await live.next(
                after: number, on: connection, warn: { try await self.sender.send(.warning($0)) })
            {
                try await self.sender.send(
                    .event(entry.event, number: entry.number, fullTranscript: fullTranscript))
                number = entry.number
            }
        } catch {
            self.fail(error)
            self.service.sessions.release(live, connection)
        }
    }
}
