// SPDX-License-Identifier: Apache-2.0

public import Whisper

extension StreamingState: UtteranceMemory {}
extension HotWordTree: PreparedHotWords {}

/// A Whisper model as the sessions see it.
public struct WhisperRecognizer: Recognizer {
    /// The texts of an unsure final that are decoded side by side, unless another number is asked for.
    public static let defaultBeamSize = 5
    /// The numbers of them that are allowed.
    public static let beamSizes = 1...10

    private let model: WhisperModel
    private let beamSize: Int

    /// - Parameters:
    ///   - model: shared with whoever else uses it.
    ///   - beamSize: how many texts of an unsure final are decoded side by side; the likeliest counts. Clamped to
    ///     ``beamSizes``. More is slower, and makes fewer errors.
    public init(model: WhisperModel, beamSize: Int = defaultBeamSize) {
        self.model = model
        self.beamSize = min(max(beamSize, Self.beamSizes.lowerBound), Self.beamSizes.upperBound)
    }

    /// Transcribes the requests together, each with every guard for a final, quickly for a partial; and again what the
    /// model passed over, until all speech is recognized.
    public func recognize(
        _ requests: [RecognitionRequest], completed: (_ index: Int, _ result: Result<Hypothesis, any Error>) -> Void
    ) {
        var passes = requests.map { RecognitionPasses($0, tokenizer: model.tokenizer, beamSize: beamSize) }
        var active = Array(passes.indices)
        while !active.isEmpty {
            let transcripts = model.transcribe(active.map { passes[$0].next })
            for (index, transcript) in zip(active, transcripts) { passes[index].take(transcript) }
            active.removeAll { index in
                guard let outcome = passes[index].outcome else { return false }
                completed(index, outcome)
                return true
            }
        }
    }

    /// All results at once.
    public func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
        var results = [Result<Hypothesis, any Error>?](repeating: nil, count: requests.count)
        recognize(requests) { results[$0] = $1 }
        return results.compactMap(\.self)
    }

    /// The last tokens, as many as the model can use.
    public func tokens(of prompt: Prompt) -> [Int] {
        model.tokenizer.encode(" " + prompt.text).suffix(DecodingOptions.longestPrompt)
    }

    /// Their tokens, as a tree.
    public func prepare(_ hotWords: HotWords) -> (any PreparedHotWords)? { tree(of: hotWords) }

    /// The phrases as the model's ``DecodingOptions`` take them.
    public func tree(of hotWords: HotWords) -> HotWordTree {
        HotWordTree(
            hotWords.phrases.map { HotWordTree.Phrase($0.text, weight: $0.weight * hotWords.strength) },
            tokenizer: model.tokenizer)
    }

    /// The encoded audio and the text of a window so far.
    public func makeMemory() -> (any UtteranceMemory)? { StreamingState() }
}
