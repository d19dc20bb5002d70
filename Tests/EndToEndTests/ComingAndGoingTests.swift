// SPDX-License-Identifier: Apache-2.0

import StenoClient
import StenoTesting
import Testing

/// Clients that come, go and vanish while another one streams.
struct ComingAndGoingTests {
    @Test func clientsDoNotWaitForEachOther() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        async let stream = server.transcribe(bytes)
        for _ in 0..<40 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // Gone in the middle of a word, with a partial under way.
                    try? await WebSocketClient(url: server.url).connect { connection in
                        try await connection.send(Array(bytes[..<100_000]))
                        connection.abort()
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        let session = try await server.session { try await $0.send("no json at all") }
                        #expect(session.errorCode == "invalid_json")
                        #expect(session.closeCode == 1007)
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await Audio.isKennedy(stream.words))
    }
}
