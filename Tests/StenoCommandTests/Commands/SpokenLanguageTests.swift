// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import LoadTest
import Testing

@testable import steno

/// What `--language` and `--encoding` may be.
struct SpokenLanguageTests {
    private static func bench(_ dialect: String, _ language: String) throws -> BenchServerOptions {
        try BenchServerOptions.parse(["--dialect", dialect, "--language", language])
    }

    @Test(arguments: [
        ("steno", "German", "de"), ("whisperlive", "nb-NO", "no"), ("steno", "auto", nil),
        ("deepgram", "pt-BR", "pt-BR"),
        ("deepgram", "multi", "multi"),
    ])
    func aLoadTellsTheServerWhatItUnderstands(dialect: String, language: String, sent: String?) throws {
        #expect(try Self.bench(dialect, language).target.language == sent)
    }

    @Test(arguments: [("steno", "engilsh"), ("deepgram", "engilsh"), ("steno", "multi")])
    func aLoadDoesNotBeginWithAnUnknownLanguage(dialect: String, language: String) {
        #expect(throws: (any Error).self) { try Self.bench(dialect, language) }
    }

    @Test(arguments: [("s16le", "s16"), ("pcm16", "s16"), ("FLOAT_LE", "f32"), ("ulaw", "mulaw"), ("u8", "u8")])
    func samplesByOtherNames(name: String, encoding: String) throws {
        #expect(try StreamCommand.parse(["-", "--encoding", name]).encoding.rawValue == encoding)
    }

    @Test(arguments: ["pcm", "opus", "s24le", ""]) func whatAreNoSamples(name: String) {
        #expect(throws: (any Error).self) { try StreamCommand.parse(["-", "--encoding", name]) }
    }
}
