// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The transcript of a recording, in any of OpenAI's forms.
struct OpenAITranscript {
    let request: OpenAIFileRequest
    let finals: [FinalTranscript]
    /// The length of the recording, in samples of 16 kHz.
    let length: Int

    var text: String { self.finals.map(\.text).joined(separator: " ") }

    /// The body of the answer.
    func body() throws -> String {
        switch self.request.format {
        case .json:
            try OpenAIResponse.json(Plain(text: self.text, usage: OpenAIUsage(samples: self.length)))
        case .verboseJSON: try OpenAIResponse.json(self.verbose)
        case .text: self.text + "\n"
        // Both end with an empty line, as OpenAI's do.
        case .srt: Subtitles.srt(self.cues) + "\n"
        case .vtt: Subtitles.vtt(self.cues) + "\n"
        }
    }

    private var cues: [Cue] {
        CueBuilder().cues(for: self.finals.map { TranscriptSegment($0) })
    }

    private var verbose: Verbose {
        let isTranslation = self.request.task == .translate
        let language = isTranslation ? "en" : self.finals.first?.language ?? self.request.language.code
        return Verbose(
            task: self.request.task.rawValue,
            language: language.map(LanguageTag.name) ?? "unknown",
            duration: SampleClock.seconds(self.length),
            text: self.text,
            segments: self.request.wantsSegments ? self.finals.enumerated().map(Segment.init) : nil,
            words: self.request.wantsWords ? self.finals.flatMap(\.words).map(Word.init) : nil,
            usage: OpenAIUsage(samples: self.length))
    }

    private struct Plain: Encodable {
        let text: String
        let usage: OpenAIUsage
    }

    private struct Verbose: Encodable {
        let task: String
        let language: String
        let duration: Double
        let text: String
        let segments: [Segment]?
        let words: [Word]?
        let usage: OpenAIUsage
    }

    /// An utterance. What is not known of it has the value by which no client drops it (docs/compatibility.md).
    private struct Segment: Encodable {
        let id: Int
        let seek = 0
        let start: Double
        let end: Double
        let text: String
        let tokens: [Int] = []
        let temperature = 0.0
        let avg_logprob: Double
        let compression_ratio = 1.0
        let no_speech_prob = 0.0

        private enum CodingKeys: CodingKey {
            case id, seek, start, end, text, tokens, temperature, avg_logprob, compression_ratio, no_speech_prob
        }

        init(id: Int, _ final: FinalTranscript) {
            self.id = id
            self.start = SampleClock.seconds(final.start)
            self.end = SampleClock.seconds(final.end)
            self.text = final.text
            // By words, where Whisper has it by tokens.
            let logarithms = final.words.map { log(max(1e-6, Double($0.probability))) }
            self.avg_logprob = logarithms.isEmpty ? 0 : logarithms.reduce(0, +) / Double(logarithms.count)
        }
    }

    private struct Word: Encodable {
        let word: String
        let start: Double
        let end: Double

        init(_ word: TranscriptWord) {
            self.word = word.text
            self.start = SampleClock.seconds(word.start)
            self.end = SampleClock.seconds(word.end)
        }
    }
}
