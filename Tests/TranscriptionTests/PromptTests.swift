// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

struct PromptTests {
    private func prompt(_ text: String) -> Prompt? { Prompt(text) }

    @Test func keepsShortText() {
        #expect(prompt("Ada Lovelace")?.text == "Ada Lovelace")
        #expect(prompt("") == nil)
        #expect(Prompt(joining: ["red", "", "green"], separator: ", ")?.text == "red, green")
        #expect(Prompt(joining: [] as [String], separator: ", ") == nil)
        #expect(Prompt(joining: ["", ""], separator: ", ") == nil)
    }

    @Test(arguments: ["a", "é", "今", "😀", "\u{200D}", "e\u{301}"])
    func keepsTheLastBytesOfLongText(piece: String) throws {
        let text = String(repeating: piece, count: 200_000)
        let prompt = try #require(Prompt(text + "end"))
        #expect((Prompt.longest - 3...Prompt.longest).contains(prompt.text.utf8.count))
        #expect((text + "end").unicodeScalars.elementsEqual(prompt.text.unicodeScalars) == false)
        #expect(prompt.text.unicodeScalars.suffix(3).elementsEqual("end".unicodeScalars))
        #expect(!prompt.text.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test func keepsTheLastOfManyTexts() throws {
        let words = (0..<100_000).map { "word\($0)" }
        let prompt = try #require(Prompt(joining: words, separator: ", "))
        #expect(prompt.text.utf8.count == Prompt.longest && prompt.text.hasSuffix("word99998, word99999"))
        let kept = Prompt.ending(words)
        #expect(kept.last == "word99999" && kept.joined().utf8.count < 2 * Prompt.longest)
        #expect(Prompt.ending([String(repeating: "x", count: 1_000_000)])[0].utf8.count == Prompt.longest)
    }

    @Test func isTokenizedOnceForAllJobs() async throws {
        var speech = ScriptedSpeech()
        for text in ["one two three", "four five six", "seven eight nine"] {
            speech.say(text)
            speech.pause(16_000)
        }
        let recognizer = CountingRecognizer(speech)
        let pool = try InferencePool(recognizer: recognizer, settings: .init(workers: 2))
        let session = try TranscriptionSession(
            id: "test", configuration: .init(prompt: "Ada"), detector: LoudnessDetector(), pool: pool)
        try await session.append(speech.samples)
        await session.finish()
        #expect(recognizer.scripted.requests.count >= 3)
        #expect(recognizer.scripted.requests.allSatisfy { $0.prompt == Array("Ada".utf8).map(Int.init) })
        #expect(recognizer.count.withLock { $0 } == 1)
    }

    /// Counts how often a prompt is tokenized.
    private final class CountingRecognizer: Recognizer {
        let scripted: ScriptedRecognizer
        let count = Mutex(0)

        init(_ speech: ScriptedSpeech) { scripted = ScriptedRecognizer(speech) }

        func tokens(of prompt: Prompt) -> [Int] {
            count.withLock { $0 += 1 }
            return scripted.tokens(of: prompt)
        }

        func makeMemory() -> (any UtteranceMemory)? { scripted.makeMemory() }

        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            scripted.recognize(requests)
        }
    }
}
