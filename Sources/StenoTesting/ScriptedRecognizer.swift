// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
public import Transcription

/// Recognizes ``ScriptedSpeech``: the words of the very samples it is given, with their times, at once.
///
/// A word belongs to a request if its middle lies in it. What the end of a request cuts off is recognized wrong, as with a
/// real recognizer.
public final class ScriptedRecognizer: Recognizer {
    /// Knows which samples it was given, so that requests of different utterances do not share it unnoticed.
    private final class Memory: UtteranceMemory {
        let heard = Mutex<Range<Int>?>(nil)
    }

    private struct Log {
        var requests: [RecognitionRequest] = []
        var faults: [String] = []
        var texts: [[Int]: String] = [:]
    }

    private let speech: ScriptedSpeech
    private let unsureLength: Int
    private let prepare: @Sendable (RecognitionRequest) throws -> Void
    private let log = Mutex(Log())

    /// Creates a recognizer.
    ///
    /// - Parameters:
    ///   - speech: what will be said.
    ///   - unsureLength: words that end in so many samples before the end of a partial's request are sometimes
    ///     misheard.
    ///   - prepare: called on the recognizing thread with every request; may block, or throw to make the job fail.
    public init(
        _ speech: ScriptedSpeech, unsureLength: Int = 0,
        prepare: @escaping @Sendable (RecognitionRequest) throws -> Void = { _ in }
    ) {
        self.speech = speech
        self.unsureLength = unsureLength
        self.prepare = prepare
    }

    /// The requests so far.
    public var requests: [RecognitionRequest] { log.withLock { $0.requests } }

    /// What was wrong with requests: samples missing or out of place, too many of them, a prefix that was never recognized,
    /// or the memory of another utterance.
    public var faults: [String] { log.withLock { $0.faults } }

    /// The range of samples in a request.
    public static func range(of request: RecognitionRequest) -> Range<Int> {
        guard let first = request.samples.first else { return 0..<0 }
        let start = ScriptedSpeech.position(of: first)
        return start..<(start + request.samples.count)
    }

    /// The words of the utterance in each request, those of its prefix first.
    public func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
        requests.map { request in Result { try hear(request) } }
    }

    /// The bytes of the prompt.
    public func tokens(of prompt: Prompt) -> [Int] { prompt.text.utf8.map(Int.init) }

    /// Memory that notes the range it is used for.
    public func makeMemory() -> (any UtteranceMemory)? { Memory() }

    private func hear(_ request: RecognitionRequest) throws -> Hypothesis {
        log.withLock { log in
            log.faults += Self.faults(in: request)
            var request = request
            request.memory = nil  // the log does not keep an utterance's memory alive
            log.requests.append(request)
        }
        try prepare(request)
        let range = Self.range(of: request)
        let text = min(range.lowerBound + request.textStart, range.upperBound)..<range.upperBound
        let spoken = speech.words.filter { text.contains(($0.range.lowerBound + $0.range.upperBound) / 2) }
        return log.withLock { log in
            var words = spoken.map { hear($0, in: range, isFinal: request.kind == .final) }
            for word in words { log.texts[word.tokens] = word.text }
            // A word has two tokens, so the prefix is so many words of the script.
            for (index, start) in stride(from: 0, to: request.prefix.count, by: 2).enumerated() {
                let tokens = Array(request.prefix[start..<min(start + 2, request.prefix.count)])
                guard let text = log.texts[tokens], words.indices.contains(index) else {
                    log.faults.append("prefix word \(index) was never recognized in \(range)")
                    break
                }
                words[index].text = text
                words[index].tokens = tokens
            }
            return Hypothesis(words: words, language: "en", isSilence: words.isEmpty)
        }
    }

    private func hear(_ word: ScriptedSpeech.Word, in range: Range<Int>, isFinal: Bool) -> HypothesisWord {
        var text = " " + word.text
        if word.range.upperBound > range.upperBound {
            text += "-"
        } else if !isFinal, range.upperBound - word.range.upperBound < unsureLength {
            text += ["", "?", "!"][(word.range.lowerBound / 7 + range.upperBound / 512) % 3]
        }
        let hash = text.utf8.reduce(5381) { ($0 * 33 + Int($1)) % 1_000_003 }
        return HypothesisWord(
            text: text, tokens: [hash, text.utf8.count],
            start: max(0, word.range.lowerBound - range.lowerBound),
            end: min(range.count, word.range.upperBound - range.lowerBound))
    }

    private static func faults(in request: RecognitionRequest) -> [String] {
        let range = range(of: request)
        var faults: [String] = []
        if request.textStart > 0, request.earlier == nil { faults.append("earlier audio without its text in \(range)") }
        if let earlier = request.earlier, earlier.end > request.textStart {
            faults.append("earlier speech ends at \(earlier.end), behind the start at \(request.textStart)")
        }
        if range.count > 480_000 { faults.append("\(range.count) samples in a request") }
        if zip(request.samples, range).contains(where: { ScriptedSpeech.position(of: $0) != $1 }) {
            faults.append("samples are missing or out of place after \(range.lowerBound)")
        }
        if let memory = request.memory as? Memory {
            let known = memory.heard.withLock { heard in
                defer { heard = range }
                return heard
            }
            if let known, known.lowerBound != range.lowerBound {
                faults.append("the memory of \(known) came with \(range)")
            }
        }
        return faults
    }
}
