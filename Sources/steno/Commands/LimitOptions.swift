// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPWebSocket
import ServerAccess
import StenoServer

/// What the server and each of its clients may take.
struct LimitOptions: ParsableArguments {
    @Option(help: "Sessions at a time.")
    var maxSessions = 1_000

    @Option(
        help: "Connections at a time, with sessions and without; by default a thousand more than sessions. Others wait."
    )
    var maxConnections: Int?

    @Option(help: "Sessions at a time with one key, unless the key has a limit of its own.")
    var maxSessionsPerKey: Int?

    @Option(help: "Sessions at a time from one client address (IPv6: one /64).")
    var maxSessionsPerAddress: Int?

    @Option(help: "Minutes that a session may last, by the clock and by its audio; 0 for no limit.")
    var maxSessionMinutes = 60.0

    @Option(help: "Seconds without audio after which a session ends; 0 for no limit.")
    var idleTimeout = 300.0

    @Option(
        help: "How many times faster than real time audio is accepted, after a session's first minute; 0 for no limit.")
    var maxSpeed = 0.0

    @Option(help: "Bytes of a WebSocket message.")
    var maxMessageBytes = 2 * 1024 * 1024

    @Option(help: "Bytes of a request's body.")
    var maxBodyBytes = 25 * 1024 * 1024

    @Option(help: "Minutes that a recording may last; 0 for no limit.")
    var maxRecordingMinutes = 240.0

    @Option(help: "Recordings that ffmpeg reads at a time, with up to 256 MiB of memory each; others wait.")
    var maxFfmpeg = 8

    @Option(
        help: ArgumentHelp(
            "A proxy, or a range of them such as 10.0.0.0/8, that is trusted to name the client's address. May be repeated.",
            valueName: "range"),
        transform: Self.range)
    var trustedProxy: [AddressRange] = []

    @Option(help: "The header in which they name it: x-forwarded-for or forwarded.")
    var forwardedHeader = ForwardedField.xForwardedFor

    func validate() throws {
        for (name, value) in [
            ("--max-sessions", maxSessions), ("--max-connections", maxConnections ?? 1),
            ("--max-sessions-per-key", maxSessionsPerKey ?? 1),
            ("--max-sessions-per-address", maxSessionsPerAddress ?? 1), ("--max-body-bytes", maxBodyBytes),
            ("--max-ffmpeg", maxFfmpeg),
        ] where value < 1 {
            throw ValidationError("\(name) takes a number from 1.")
        }
        for (name, value) in [
            ("--max-session-minutes", maxSessionMinutes), ("--max-recording-minutes", maxRecordingMinutes),
            ("--idle-timeout", idleTimeout),
        ] where !(0...1_000_000).contains(value) {
            throw ValidationError("\(name) takes a number from 0 to 1000000.")
        }
        guard maxFfmpeg <= 1_024 else { throw ValidationError("--max-ffmpeg takes a number from 1 to 1024.") }
        guard maxSpeed == 0 || (1...1_000).contains(maxSpeed) else {
            throw ValidationError("--max-speed takes a number from 1 to 1000, or 0.")
        }
        guard (1_024...64 * 1024 * 1024).contains(maxMessageBytes) else {
            throw ValidationError("--max-message-bytes takes a number from 1024 to 67108864.")
        }
    }

    var settings: LimitSettings {
        LimitSettings(
            sessions: maxSessions, connections: maxConnections, sessionsPerKey: maxSessionsPerKey,
            sessionsPerAddress: maxSessionsPerAddress,
            sessionDuration: maxSessionMinutes > 0 ? .seconds(maxSessionMinutes * 60) : nil,
            idleTimeout: idleTimeout > 0 ? .seconds(idleTimeout) : nil, speed: maxSpeed > 0 ? maxSpeed : nil,
            requestBody: maxBodyBytes,
            recordingDuration: maxRecordingMinutes > 0 ? .seconds(maxRecordingMinutes * 60) : nil,
            ffmpegProcesses: maxFfmpeg,
            clientAddress: ClientAddress(trustedProxies: trustedProxy, field: forwardedHeader))
    }

    var webSocket: WebSocketSettings {
        WebSocketSettings(maximumFrameSize: maxMessageBytes, maximumMessageSize: maxMessageBytes)
    }

    private static func range(_ text: String) throws -> AddressRange {
        do {
            return try AddressRange(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
