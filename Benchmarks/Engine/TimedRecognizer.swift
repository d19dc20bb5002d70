// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Transcription

/// A recognizer that measures the processor time of partials and of finals, which looks at pauses are as well.
final class TimedRecognizer: Recognizer {
    /// What requests of one kind took.
    struct Cost: Encodable, Sendable {
        var requests = 0
        /// Audio in the requests, seconds: that of the whole window, and that of the utterance.
        var window = 0.0
        var utterance = 0.0
        /// Processor time, seconds.
        var processor = 0.0
    }

    private let recognizer: any Recognizer
    private let costs = Mutex<[RecognitionRequest.Kind: Cost]>([:])

    init(_ recognizer: any Recognizer) {
        self.recognizer = recognizer
    }

    /// What requests of a kind took so far.
    func cost(of kind: RecognitionRequest.Kind) -> Cost {
        costs.withLock { $0[kind] ?? Cost() }
    }

    func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
        let start = clock()
        let results = recognizer.recognize(requests)
        let processor = Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(requests.count)
        costs.withLock { costs in
            for request in requests {
                costs[request.kind, default: Cost()].requests += 1
                costs[request.kind, default: Cost()].window += Double(request.samples.count) / 16_000
                costs[request.kind, default: Cost()].utterance +=
                    Double(request.samples.count - request.textStart) / 16_000
                costs[request.kind, default: Cost()].processor += processor
            }
        }
        return results
    }

    func tokens(of prompt: Prompt) -> [Int] { recognizer.tokens(of: prompt) }

    func prepare(_ hotWords: HotWords) -> (any PreparedHotWords)? { recognizer.prepare(hotWords) }

    func makeMemory() -> (any UtteranceMemory)? { recognizer.makeMemory() }
}
