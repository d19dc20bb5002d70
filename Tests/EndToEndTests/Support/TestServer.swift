// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoClient
import StenoTesting

/// `steno serve` with a real model on a free port.
struct TestServer {
    let process: StenoProcess
    let port: Int
    /// The ports of dialects by their names.
    let dialectPorts: [String: Int]

    var url: String { "ws://127.0.0.1:\(port)" }

    init(
        model: String = "tiny.en", port: Int = 0, _ arguments: [String] = [], environment: [String: String] = [:]
    ) async throws {
        for name in [model, "silero-vad"] { _ = try Fixtures.model(name) }
        _ = try Fixtures.path("jfk.wav")
        process = try StenoProcess(
            ["serve", "--port", "\(port)", "--model", model, "--log-level", "warning"] + arguments,
            environment: environment)
        // A line for each port.
        let count = 1 + arguments.count { $0.hasSuffix("-port") }
        while process.text.count(where: \.isNewline) < count {
            guard process.isRunning else { throw Failure(message: try await process.finish().errors) }
            try await Task.sleep(for: .milliseconds(20))
        }
        var ports: [String: Int] = [:]
        for line in process.text.split(whereSeparator: \.isNewline) {
            let name = line.prefix { $0 != " " }
            ports[String(name)] = line.split(separator: ":").last.flatMap { Int($0) }
        }
        guard let port = ports.removeValue(forKey: "Steno") else { throw Failure(message: process.text) }
        self.port = port
        dialectPorts = ports
    }

    struct Failure: Error {
        var message: String
    }

    /// Streams bytes in pieces, says `stop`, and reads until the server closes.
    func transcribe(_ bytes: [UInt8], query: String = "", piece: Int = 6400) async throws -> Session {
        try await session(query: query) { connection in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                try await connection.send(Array(bytes[start..<min(start + piece, bytes.count)]))
            }
            try await connection.send(#"{"type":"stop"}"#)
        }
    }

    /// Sends by `body` and reads until the server closes. A server that has no time now is asked again, as it asks for.
    func session(
        query: String = "", _ body: @escaping @Sendable (WebSocketConnection) async throws -> Void
    ) async throws -> Session {
        for _ in 0..<120 {
            do {
                return try await connect(query, body)
            } catch let error as StenoClientError where error.code == .refused(status: 503) {
                try await Task.sleep(for: .seconds(1))
            }
        }
        return try await connect(query, body)
    }

    private func connect(
        _ query: String, _ body: @escaping @Sendable (WebSocketConnection) async throws -> Void
    ) async throws -> Session {
        try await WebSocketClient(url: "\(url)/?\(query)").connect { connection in
            async let sending: Void = body(connection)
            var session = Session()
            for try await message in connection.messages {
                guard case .text(let json) = message else { continue }
                session.messages.append(try StenoMessage(json: json))
            }
            // A server that has closed takes no more: that is no failure of the session.
            _ = try? await sending
            session.closeCode = connection.closure?.code ?? 0
            return session
        }
    }
}

/// What a client saw of a session.
struct Session: Sendable {
    var messages: [StenoMessage] = []
    var closeCode = 0

    var partials: [StenoMessage.Text] {
        messages.compactMap { if case .partial(let text) = $0 { text } else { nil } }
    }

    var finals: [StenoMessage.Text] {
        messages.compactMap { if case .final(let text) = $0 { text } else { nil } }
    }

    var errorCode: String? {
        messages.lazy.compactMap { if case .error(let code, _) = $0 { code } else { nil } }.first
    }

    var transcript: String { finals.map(\.text).joined(separator: " ") }

    /// Letters and spaces only, so that punctuation at a pause does not matter.
    var words: [String] {
        transcript.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
    }
}
