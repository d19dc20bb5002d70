// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing

@testable import WireText

/// A path that does not exist is answered with the nearest that does.
struct UnknownPathTests {
    @Test(arguments: [
        ("GET", "/v1/listne", "did you mean /v1/listen?"),
        ("POST", "/v1/audio/transcription", "/v1/audio/transcriptions?"),
        ("POST", "/audio/transcriptions", "/v1/audio/transcriptions?"), ("GET", "/ws/transcibe", "/ws/transcribe?"),
        ("GET", "/health", "did you mean /healthz?"), ("GET", "/v1/audio/transcriptions", "accepts POST, not GET"),
        ("GET", "/v1/tokens/", "accepts POST, not GET"), ("POST", "/healthz", "accepts GET"),
        ("GET", "/a/path/of/somebody/else", "docs/protocol.md"),
        ("GET", "/" + String(repeating: "x", count: 4_000), "…"),
    ])
    func isAnsweredWithTheNearest(method: String, path: String, shown: String) async throws {
        try await TestServer.steno { server in
            let (head, body) = try await StenoApplicationTests.get(path, port: server.port, method: method)
            #expect(head.status == 404)
            let message = try JSONValue(parsing: body)["error"]?["message"]?.text
            #expect(message?.contains(shown) == true, "\(body)")
            #expect(body.utf8.count < 400)
        }
    }
}
