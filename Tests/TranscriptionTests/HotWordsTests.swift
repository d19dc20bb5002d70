// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

struct HotWordsTests {
    @Test func keepsPhraseAndWeight() throws {
        let word = try HotWord("  Ada   Lovelace ", weight: 2)
        #expect(word.text == "Ada Lovelace" && word.weight == 2)
        #expect(try HotWord("C++").text == "C++")
        #expect(try HotWord("東京").weight == 1)
        #expect(try HotWords([word], strength: 0.5).strength == 0.5)
    }

    @Test(
        arguments: [
            ("Steno", "Steno", 1), ("Steno:2", "Steno", 2), ("Steno: 2", "Steno", 2), ("Steno\t0.5", "Steno", 0.5),
            ("Steno:-2", "Steno", -2), ("Steno:.5", "Steno", 0.5), ("Re: Zero", "Re: Zero", 1), ("a:b:3", "a:b", 3),
            ("12:30\t2", "12:30", 2), (" rigor mortis : 3 ", "rigor mortis", 3), ("Steno:+1", "Steno", 1),
        ] as [(String, String, Float)])
    func readsPhraseWithWeight(line: String, text: String, weight: Float) throws {
        let word = try HotWord(parsing: line)
        #expect(word.text == text && word.weight == weight)
    }

    @Test(arguments: [
        ("", "A hot word is empty. Give a word or a phrase."),
        ("   ", "A hot word is empty. Give a word or a phrase."),
        (":2", "A hot word is empty. Give a word or a phrase."),
        ("...", "The hot word \"...\" has no letter or digit. Give a word or a phrase."),
        ("a\u{7}b", "The hot word \"a\u{FFFD}b\" contains a control character. Use plain text in one line."),
        ("a\nb", "The hot word \"a\u{FFFD}b\" contains a control character. Use plain text in one line."),
        ("Steno:", weight("", "Steno")), ("Steno:nan", weight("nan", "Steno")), ("Steno:inf", weight("inf", "Steno")),
        ("Steno:11", weight("11.0", "Steno")), ("Steno:-11", weight("-11.0", "Steno")),
        ("Steno:2x", weight("2x", "Steno")), ("Steno\tmuch", weight("much", "Steno")), ("12:30", weight("30.0", "12")),
        (
            String(repeating: "a", count: 201),
            "The hot word \"\(String(repeating: "a", count: 40))…\" is too long. A phrase has at most 200 characters."
        ),
    ])
    func rejectsBadPhrase(line: String, message: String) {
        #expect(throws: HotWordsError.self) { try HotWord(parsing: line) }
        do {
            _ = try HotWord(parsing: line)
        } catch {
            #expect(error.description == message)
        }
    }

    private static func weight(_ weight: String, _ text: String) -> String {
        "The weight \"\(weight)\" of the hot word \"\(text)\" is not allowed. "
            + "Give a number from -10 to 10, such as \"Steno:2\"."
    }

    @Test(arguments: ["a\u{301}", "👩‍👩‍👧", "a"])
    func aHugePhraseIsRejectedAtOnce(piece: String) {
        #expect(throws: HotWordsError.self) { try HotWord(String(repeating: piece, count: 1_000_000)) }
    }

    @Test func rejectsTooManyPhrasesAndBadStrength() throws {
        let word = try HotWord("Steno")
        #expect(try HotWords(Array(repeating: word, count: 1_000)).phrases.count == 1_000)
        #expect(throws: HotWordsError(.tooMany(1_001))) { try HotWords(Array(repeating: word, count: 1_001)) }
        #expect(
            HotWordsError(.tooMany(1_001)).description == "1001 hot words are too many. Give at most 1000.")
        for strength in [-1, 11, Float.infinity] {
            #expect(throws: HotWordsError(.strength(strength))) { try HotWords([word], strength: strength) }
        }
        #expect(throws: HotWordsError.self) { try HotWords([word], strength: .nan) }
    }

    @Test func readsAList() throws {
        let words = try HotWordList.parse(Array("\u{FEFF}Steno:2\r\n\n  \nrigor mortis\nemetic\t-1".utf8))
        #expect(words.map(\.text) == ["Steno", "rigor mortis", "emetic"])
        #expect(words.map(\.weight) == [2, 1, -1])
        #expect(try HotWordList.parse([]).isEmpty)
    }

    @Test func namesTheLineThatIsWrong() {
        func failure(_ bytes: [UInt8]) -> String? {
            do {
                _ = try HotWordList.parse(bytes)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(failure(Array("Steno\n\nemetic:x\nopium:2x\n".utf8))?.hasPrefix("line 4: The weight \"2x\"") == true)
        #expect(failure([0x61, 0x0A, 0xFF]) == "line 2: The text is not UTF-8. Save the file as UTF-8.")
        let many = Array(String(repeating: "a\n", count: 1_001).utf8)
        #expect(failure(many) == "line 1001: 1001 hot words are too many. Give at most 1000.")
    }

    // MARK: Sessions

    private final class Prepared: PreparedHotWords {
        let hotWords: HotWords
        init(_ hotWords: HotWords) { self.hotWords = hotWords }
    }

    private final class PreparingRecognizer: Recognizer {
        let scripted: ScriptedRecognizer
        let count = Mutex(0)

        init(_ speech: ScriptedSpeech) { scripted = ScriptedRecognizer(speech) }

        func tokens(of prompt: Prompt) -> [Int] { [] }

        func prepare(_ hotWords: HotWords) -> (any PreparedHotWords)? {
            count.withLock { $0 += 1 }
            return Prepared(hotWords)
        }

        func makeMemory() -> (any UtteranceMemory)? { scripted.makeMemory() }

        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            scripted.recognize(requests)
        }
    }

    @Test func arePreparedOnceAndReplacedFromTheNextPassOn() async throws {
        var speech = ScriptedSpeech()
        for text in ["one two three", "four five six", "seven eight nine"] {
            speech.say(text)
            speech.pause(16_000)
        }
        let (first, second) = (try HotWords([HotWord("one")]), try HotWords([HotWord("nine", weight: 2)]))
        let recognizer = PreparingRecognizer(speech)
        let pool = try InferencePool(recognizer: recognizer, settings: .init(workers: 1))
        let session = try TranscriptionSession(
            id: "test", configuration: .init(hotWords: first), detector: LoudnessDetector(), pool: pool)
        func used() -> [HotWords?] {
            recognizer.scripted.requests.map { ($0.hotWords as? Prepared)?.hotWords }
        }
        let half = speech.samples.count / 2
        try await session.append(Array(speech.samples[..<half]))
        await session.flush()
        let before = used()
        #expect(!before.isEmpty && before.allSatisfy { $0 == first })
        await session.expect(second)
        try await session.append(Array(speech.samples[half...]))
        await session.flush()
        let after = used().dropFirst(before.count)
        #expect(!after.isEmpty && after.allSatisfy { $0 == second })
        #expect(recognizer.count.withLock { $0 } == 2)
        await session.expect(nil)
        await session.finish()
    }

    @Test func sessionsThatExpectTheSameShareIt() async throws {
        let recognizer = PreparingRecognizer(ScriptedSpeech())
        let preparation = HotWordsPreparation(recognizer: recognizer)
        let (one, two) = (try HotWords([HotWord("one")]), try HotWords([HotWord("two")]))
        let first = await preparation.prepare(one)?.prepared
        #expect(await preparation.prepare(one)?.prepared === first)
        #expect(await preparation.prepare(two)?.prepared !== first)
        #expect(recognizer.count.withLock { $0 } == 2)
    }

    @Test func nothingIsKeptForEndedSessions() async throws {
        let recognizer = PreparingRecognizer(ScriptedSpeech())
        let preparation = HotWordsPreparation(recognizer: recognizer)
        let words = try HotWords([HotWord("one")])
        for _ in 0..<2 { #expect(await preparation.prepare(words) != nil) }
        #expect(recognizer.count.withLock { $0 } == 2)
    }

    @Test func longListsOneAfterTheOtherTakeATwentiethOfAThread() {
        var expectation = HotWordsExpectation(nil)
        #expect(expectation.earliest == nil && expectation.takeGiven() == nil)
        let now = ContinuousClock.now
        expectation.prepared(at: now, in: .milliseconds(100))
        #expect(expectation.earliest == now + .seconds(2))
    }
}
