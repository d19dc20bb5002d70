// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

@Suite struct UtteranceMemoryTests {
    private final class Memory: UtteranceMemory {
        let start = Mutex<Int?>(nil)
    }

    private struct Reference: Sendable {
        weak var memory: Memory?
    }

    /// Makes memories, and sees that each is used for one window.
    private final class RememberingRecognizer: Recognizer {
        let scripted: ScriptedRecognizer
        let memories = Mutex<[Reference]>([])

        init(_ speech: ScriptedSpeech) { scripted = ScriptedRecognizer(speech) }

        var living: Int { memories.withLock { $0.count { $0.memory != nil } } }

        func tokens(of prompt: Prompt) -> [Int] { scripted.tokens(of: prompt) }

        func makeMemory() -> (any UtteranceMemory)? {
            let memory = Memory()
            memories.withLock { $0.append(Reference(memory: memory)) }
            return memory
        }

        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            for request in requests {
                let start = ScriptedRecognizer.range(of: request).lowerBound
                let memory = request.memory as? Memory
                #expect(memory != nil)
                let known = memory?.start.withLock { known in
                    defer { known = start }
                    return known ?? start
                }
                #expect(known == start, "another window's memory")
            }
            var requests = requests
            for index in requests.indices { requests[index].memory = nil }
            return scripted.recognize(requests)
        }
    }

    @Test func everyWindowHasItsOwnAndTakesItAlong() throws {
        var speech = ScriptedSpeech()
        for number in 0..<160 { speech.say("word\(number)") }  // 58 s without a pause: it is cut
        speech.pause(16_000)
        speech.say("one two three")
        speech.pause(16_000)
        let recognizer = RememberingRecognizer(speech)
        var state = try SessionState(configuration: .init())
        var detector = LoudnessDetector()
        var finals = 0
        for start in stride(from: 0, to: speech.samples.count - 512, by: 512) {
            let window = speech.samples[start..<(start + 512)]
            var events = state.append(window: window, probability: detector.probability(ofWindow: window))
            while let request = state.startJob(on: recognizer) {
                events += state.complete(Result { try recognizer.recognize(request) })
            }
            finals += events.count { if case .final = $0 { true } else { false } }
            #expect(recognizer.living <= 1)
        }
        let made = recognizer.memories.withLock { $0.count }
        #expect(finals >= 4 && made <= finals)
        #expect(recognizer.living == 1, "the last utterances are context for the next")
        for _ in 0..<200 { _ = state.append(window: [Float](repeating: 0, count: 512), probability: 0) }
        #expect(recognizer.living == 0, "nothing is left after a long silence")
        #expect(recognizer.scripted.faults == [])
    }
}
