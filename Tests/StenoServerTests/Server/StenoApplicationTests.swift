// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Logging
import NIOCore
import NIOPosix
import Testing
import WireText

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// What the server answers to plain requests, and how it starts.
@Suite(.timeLimit(.minutes(5)))
struct StenoApplicationTests {
    static func get(
        _ path: String, port: Int, headers: String = "", method: String = "GET"
    ) async throws -> (head: RawConnection.Head, body: String) {
        try await RawConnection.open(port: port) { connection in
            try await connection.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
            if method == "HEAD" { return (try await connection.readHead(), "") }
            let response = try await connection.readResponse()
            return (response.head, String(decoding: response.body, as: UTF8.self))
        }
    }

    private static var pageFolder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/StenoServer/Page")
    }

    @Test func everyFileOfThePageIsServedAsItIs() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.pageFolder.path)
        #expect(Set(names) == Set(PageFile.all.keys))
        try await TestServer.steno { server in
            for name in names {
                let (head, body) = try await Self.get("/\(name)", port: server.port)
                #expect(head.status == 200)
                #expect(body == (try String(contentsOf: Self.pageFolder.appending(path: name), encoding: .utf8)))
                let type =
                    ["html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"][
                        name.split(separator: ".").last.map(String.init) ?? ""]
                #expect(head["Content-Type"]?.hasPrefix(type ?? "?") == true)
                #expect(head["X-Content-Type-Options"] == "nosniff")
            }
        }
    }

    @Test func thePageIsAtTheRootAndKnownByItsTag() async throws {
        try await TestServer.steno { server in
            let (head, body) = try await Self.get("/", port: server.port)
            #expect(head.status == 200 && body.contains("<html"))
            #expect(head["Content-Security-Policy"]?.contains("script-src 'self'") == true)
            #expect(head["Cache-Control"] == "no-cache")
            let tag = try #require(head["ETag"])
            let again = try await Self.get("/", port: server.port, headers: "If-None-Match: W/\"x\", \(tag)\r\n")
            #expect(again.head.status == 304 && again.body == "")
            let other = try await Self.get("/", port: server.port, headers: "If-None-Match: \"other\"\r\n")
            #expect(other.head.status == 200)
            let headOnly = try await Self.get("/", port: server.port, method: "HEAD")
            #expect(headOnly.head.status == 200)
        }
    }

    @Test func theChecksAnswerAndTheRestIsNotFound() async throws {
        try await TestServer.steno { server in
            let health = try await Self.get("/healthz", port: server.port)
            #expect(health.body == "ok\n")
            for (path, status) in [
                ("/readyz", 200), ("/nothing", 404), ("/../Package.swift", 404), ("/ws/transcribe", 426),
            ] {
                let answer = try await Self.get(path, port: server.port)
                #expect(answer.head.status == status, "\(path)")
            }
        }
    }

    @Test func theSampleIsServedOrItsAbsenceExplained() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString).wav")
        try Data("RIFF of a kind".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestServer.steno(settings: ServerSettings(samplePath: file.path)) { server in
            let (head, body) = try await Self.get("/sample.wav", port: server.port)
            #expect(head.status == 200 && head["Content-Type"] == "audio/wav" && body == "RIFF of a kind")
        }
        for path in [nil, "/nonexistent/sample.wav"] {
            try await TestServer.steno(settings: ServerSettings(samplePath: path)) { server in
                let (head, body) = try await Self.get("/sample.wav", port: server.port)
                #expect(head.status == 404 && body.contains("steno models pull"))
            }
        }
    }

    private static func failure(
        host: String, port: Int, access: AccessSettings = AccessSettings(allowsAnonymous: true)
    ) async throws -> ServerError? {
        let application = StenoApplication(
            settings: ServerSettings(host: host, port: port, access: access),
            model: ServedModel(name: "base", languages: ["en"]),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            makeSession: { configuration, id in ScriptedSession(id: id, configuration: configuration, script: nil) })
        return await #expect(throws: ServerError.self) { try await application.runUntilSignal() }
    }

    @Test func aBusyPortIsNamedWithItsRemedy() async throws {
        try await TestServer.steno { server in
            let error = try await Self.failure(host: "127.0.0.1", port: server.port)
            #expect(error?.code == .portInUse)
            #expect(error?.description.contains("\(server.port)") == true)
            #expect(error?.description.contains("--port") == true)
        }
    }

    /// Browsers and others take `localhost` for one address or the other.
    @Test(.enabled(if: hasIPv6, "needs IPv6")) func listensOnBothLoopbackAddresses() async throws {
        try await TestServer.steno(settings: ServerSettings(dialectPorts: [.vosk: 0, .wyoming: 0])) { server in
            for port in [server.port, try server.port(of: .vosk), try server.port(of: .wyoming)] {
                for host in ["127.0.0.1", "::1"] {
                    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .connect(host: host, port: port).get()
                    try await channel.close()
                }
            }
        }
    }

    @Test(.enabled(if: hasIPv6, "needs IPv6")) func refusesAPortThatIsInUseOnOneAddress() async throws {
        // A port that is free on both.
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let first = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(first.localAddress?.port)
        let other = try await bootstrap.bind(host: "::1", port: port).get()
        try await first.close()
        let error = await #expect(throws: ServerError.self) {
            try await ServerSettings(port: port).checkAddress()
        }
        #expect(error?.code == .portInUse && error?.description.contains("::1") == true)
        try await other.close()
    }

    private static let hasIPv6 =
        (try? ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "::1", port: 0).wait().close().wait()) != nil

    @Test func aHostThatIsNotThisMachineIsNamed() async throws {
        #expect(try await Self.failure(host: "192.0.2.1", port: 0)?.code == .unknownHost)
        #expect(try await Self.failure(host: "no such host", port: 0)?.code == .unknownHost)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "steno.example"])
    func withoutKeysItListensOnTheLoopbackOnly(host: String) async throws {
        let error = try await Self.failure(host: host, port: 0, access: AccessSettings())
        #expect(error?.code == .openToAll)
        for remedy in ["steno keys create", "--keys FILE", "--allow-anonymous"] {
            #expect(error?.description.contains(remedy) == true)
        }
    }
}
