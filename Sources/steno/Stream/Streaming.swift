import ArgumentParser
import StenoClient
import Synchronization
import UnixSignals

/// One session of `steno stream`.
struct Streaming: Sendable {
    let connection: WebSocketConnection
    let url: String

    /// Sends a source to its end, and shows what the server says until it closes.
    func run(_ source: any AudioSource, showing captions: LiveCaptions) async throws {
        let isInterrupted = Flag()
        let send = Task { try await self.send(source, until: isInterrupted) }
        let signals = Task { await Self.watch(isInterrupted, captions) }
        defer {
            send.cancel()
            signals.cancel()
        }
        try await receive(captions)
        // Trouble with the source ends the audio; what the server made of it came first.
        if case .failure(let error) = await send.result, !(error is StenoClientError), !(error is CancellationError) {
            throw error
        }
    }

    private func send(_ source: any AudioSource, until isInterrupted: Flag) async throws {
        var source = source
        let ending: Result<Void, any Error>
        do {
            while !isInterrupted.isRaised, let bytes = try await source.next() {
                if !bytes.isEmpty { try await connection.send(bytes) }
            }
            ending = .success(())
        } catch {
            ending = .failure(error)
        }
        try await connection.send(#"{"type":"stop"}"#)
        try ending.get()
    }

    private func receive(_ captions: LiveCaptions) async throws {
        var captions = captions
        let output = Terminal.standardOutput
        var failure: CommandError?
        for try await message in connection.messages {
            guard case .text(let text) = message else { continue }
            let decoded = try StenoMessage(json: text)
            if case .error(_, let words) = decoded { failure = CommandError(Self.withoutFullStop(words)) }
            output.write(captions.text(for: decoded, json: text, columns: output.columns))
        }
        output.write(captions.ending())
        if let failure { throw failure }
        guard let closure = connection.closure, closure.code != 1000 else { return }
        let reason = closure.reason.isEmpty ? "code \(closure.code)" : "\(closure.reason), code \(closure.code)"
        throw CommandError(
            closure.code == 1006 ? "The connection to \(url) broke" : "The server closed the connection (\(reason))")
    }

    /// The first interrupt ends the audio, the second the program.
    private static func watch(_ isInterrupted: Flag, _ captions: LiveCaptions) async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            if isInterrupted.isRaised {
                Terminal.standardOutput.write(captions.ending())
                Steno.exit(withError: ExitCode(130))
            }
            isInterrupted.raise()
        }
    }

    private static func withoutFullStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

/// A flag that any task may raise.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .relaxed) }

    func raise() {
        state.store(true, ordering: .relaxed)
    }
}
