// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StenoClient
import UnixSignals

/// One session of `steno stream`.
struct Streaming: Sendable {
    let stream: StenoStream
    /// Whether the audio comes whether or not the server is there.
    let isLive: Bool

    /// Sends a source to its end, and shows what the server says until it closes.
    func run(_ source: any AudioSource, showing captions: LiveCaptions) async throws {
        let isInterrupted = Latch()
        let send = Task { try await self.send(source, until: isInterrupted) }
        let signals = Task { await Self.watch(isInterrupted, captions) }
        defer {
            send.cancel()
            signals.cancel()
        }
        try await receive(captions, until: isInterrupted)
        // Trouble with the source ends the audio; what the server made of it came first.
        if case .failure(let error) = await send.result, !(error is CancellationError) { throw error }
    }

    private func send(_ source: any AudioSource, until isInterrupted: Latch) async throws {
        var source = source
        defer { stream.stop() }
        while !isInterrupted.isRaised, let bytes = try await source.next() {
            if !bytes.isEmpty { try await stream.send(bytes) }
        }
    }

    private func receive(_ captions: LiveCaptions, until isInterrupted: Latch) async throws {
        var captions = captions
        let output = Terminal.standardOutput
        let outage = OutageLine()
        defer {
            outage.end()
            output.write(captions.ending())
        }
        try await stream.run { message, text in
            output.write(captions.text(for: message, json: text, columns: output.columns))
        } onNotice: { notice in
            output.write(captions.interruption())
            outage.end()
            let text =
                switch notice {
                case .reconnecting where isLive: "The connection broke. Still recording; reconnecting…"
                case .reconnecting: "The connection broke; reconnecting…"
                case .resumed: "Connected again."
                }
            Terminal.standardError.writeLine("steno: \(text)")
            if isLive, notice == .reconnecting { outage.begin { isInterrupted.isRaised } }
        }
    }

    /// The first interrupt ends the audio, the second the program.
    private static func watch(_ isInterrupted: Latch, _ captions: LiveCaptions) async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            if isInterrupted.isRaised {
                Terminal.standardOutput.write(captions.ending())
                Steno.exit(withError: ExitCode(130))
            }
            isInterrupted.raise()
        }
    }
}
