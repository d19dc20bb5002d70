// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

/// `steno stream` against a real server.
@Suite(.serialized)
struct StreamCommandTests {
    @Test func samplesOnStandardInput() async throws {
        let server = try await TestServer()
        // The file's header makes a click of 44 bytes; what follows are samples of 16 bits.
        let result = try await StenoProcess.run(
            ["stream", "-", "--encoding", "s16", "--url", server.url, "--json"], input: Fixtures.path("jfk.wav"))
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        let messages = result.output.split(separator: "\n")
        #expect(messages.first?.contains(#""type":"ready""#) == true)
        #expect(messages.last?.contains(#""type":"final""#) == true)
        #expect(messages.last?.lowercased().contains("your country") == true)
    }

    @Test func anInterruptEndsTheAudioAndKeepsItsWords() async throws {
        let server = try await TestServer()
        let client = try StenoProcess(["stream", Fixtures.path("jfk.wav"), "--url", server.url, "--json"])
        while client.isRunning, !client.text.contains(#""type":"partial""#) {
            try await Task.sleep(for: .milliseconds(20))
        }
        client.interrupt()
        let result = try await client.finish()
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").last?.contains(#""type":"final""#) == true)
    }

    @Test func reportsRejectionByServer() async throws {
        let server = try await TestServer()
        let result = try await StenoProcess.run(
            ["stream", Fixtures.path("jfk.wav"), "--url", server.url, "--language", "klingon"])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("steno: ") && result.errors.contains("klingon"))
        #expect(result.errors.split(separator: "\n").count == 1)
        let misspelt = try await StenoProcess.run(
            ["stream", Fixtures.path("jfk.wav"), "--url", server.url, "--language", "engilsh"])
        #expect(misspelt.status == 1 && misspelt.errors.contains(#"did you mean "english" (en)?"#))
    }
}
