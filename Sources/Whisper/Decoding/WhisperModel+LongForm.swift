// SPDX-License-Identifier: Apache-2.0

extension WhisperModel {
    /// A stretch of a long recording, as the model divides it.
    public struct Segment: Sendable, Equatable {
        /// Without white space at its ends.
        public var text: String
        /// Samples from the start of the recording.
        public var start: Int
        /// Where it ends, likewise.
        public var end: Int
        /// The code of the language spoken.
        public var language: String
    }

    /// Transcribes a recording of any length in windows of 30 s: the sequential algorithm of openai-whisper. Each window begins at
    /// the last timestamp of the one before, whose text is its prompt.
    ///
    /// - Parameters:
    ///   - samples: 16 kHz mono, full scale ±1.
    ///   - options: Language, task, prompt, hot words, beam, fallback and cancellation are used. Without a language, the first
    ///     window's is detected and kept.
    ///   - progress: Called with the samples done after each window.
    /// - Throws: ``WhisperError``.
    public func transcribeLong(
        _ samples: [Float], options: DecodingOptions = DecodingOptions(), progress: (Int) -> Void = { _ in }
    ) throws -> [Segment] {
        var options = options
        options.window = .full
        options.wordTimes = false
        options.timestamps = samples.count > Self.longestAudio
        var segments: [Segment] = []
        var position = 0
        var previous = PreviousText()
        while position < samples.count {
            let window = Array(samples[position..<min(position + Self.longestAudio, samples.count)])
            var current = options
            current.prompt += previous.tokens
            let transcript = try transcribe(window, options: current)
            options.language = transcript.language
            let division =
                options.timestamps
                ? TimestampDivision(tokens: transcript.tokens, tokenizer: tokenizer, length: window.count)
                : TimestampDivision(whole: transcript.tokens, length: window.count)
            for piece in division.pieces {
                let text = tokenizer.decode(piece.tokens).trimmingSpaces()
                if text.isEmpty { continue }
                segments.append(
                    Segment(
                        text: text, start: position + piece.range.lowerBound, end: position + piece.range.upperBound,
                        language: transcript.language))
            }
            previous.take(
                division.pieces.flatMap(\.tokens), temperature: transcript.temperature, isLooping: transcript.isLooping)
            position += division.advance
            progress(min(position, samples.count))
        }
        return segments
    }
}
