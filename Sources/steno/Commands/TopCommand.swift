// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `steno top`
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch a running server: sessions, lag, queue, load, memory.",
        discussion: """
            steno top
            steno top --url https://speech.example --api-key KEY
            steno top --once

            Rates and quantiles are those of the last 10 s; with --once, and at first, those since the server's start.
            Ctrl-C ends it.
            """
    )

    /// How many looks, a second apart, rates and quantiles go back.
    private static let memory = 10

    @Option(help: "The server's address.")
    var url = "http://127.0.0.1:8765"

    @OptionGroup var keyOptions: ClientKeyOptions

    @Option(help: ArgumentHelp("PEM: the certificates to trust at an https:// address.", valueName: "file"))
    var caCertificate: String?

    @Flag(help: "Print one snapshot and exit.")
    var once = false

    func run() async throws {
        let client = MetricsClient(url: url, key: keyOptions.key, certificateAuthorities: caCertificate)
        let terminal = Terminal.standardOutput
        let first = try await client.fetch()
        if once || !terminal.isInteractive {
            let change = MetricChange(untilNow: first, time: Self.time)
            return terminal.writeLine(view(change, isColoured: false).lines.joined(separator: "\n"))
        }
        try await watch(client, terminal, first)
    }

    private func watch(_ client: MetricsClient, _ terminal: Terminal, _ first: MetricSamples) async throws {
        let clock = ContinuousClock()
        var looks = [(first, clock.now)]
        terminal.write("\u{1B}[2J")
        var lines = view(MetricChange(untilNow: first, time: Self.time), isColoured: true).lines
        while true {
            show(lines, on: terminal)
            try await Task.sleep(for: .seconds(1))
            do {
                let look = try await client.fetch()
                let now = clock.now
                var change = MetricChange(from: looks[0].0, to: look, seconds: (now - looks[0].1) / .seconds(1))
                if change.isRestart {
                    looks = []
                    change = MetricChange(untilNow: look, time: Self.time)
                }
                looks = looks.suffix(Self.memory - 1) + [(look, now)]
                lines = view(change, isColoured: true).lines
            } catch let error as CommandError {
                lines = lines.prefix { !$0.hasPrefix("steno: ") } + ["steno: \(error)"]
            }
        }
    }

    private func view(_ change: MetricChange, isColoured: Bool) -> TopView {
        TopView(change: change, url: url, time: Self.time, isColoured: isColoured)
    }

    /// Writes over what was there, without the flicker of an empty screen; a line that is too long is cut.
    private func show(_ lines: [String], on terminal: Terminal) {
        terminal.write("\u{1B}[?7l\u{1B}[H" + lines.map { "\($0)\u{1B}[K\r\n" }.joined() + "\u{1B}[J\u{1B}[?7h")
    }

    private static var time: Double { Date().timeIntervalSince1970 }
}
