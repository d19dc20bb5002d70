// SPDX-License-Identifier: Apache-2.0

/// The names of the parameters, in a query or in a `config` message.
enum StenoParameter: String, CaseIterable {
    case sampleRate = "sample_rate"
    case encoding
    case channels
    case language
    case languages
    case task
    case prompt
    case hotWords = "hotwords"
    case hotWordsStrength = "hotwords_strength"
    case replace
    case redact
    case profanityFilter = "profanity_filter"
    case numerals
    case fillerWords = "filler_words"
    case model
    case partialInterval = "partial_interval_ms"
    case silenceDuration = "silence_duration_ms"
    case minimumSpeech = "min_speech_ms"
    case threshold = "vad_threshold"
    case maximumUtterance = "max_utterance_s"
    case words
    case segmentation
    case chunkDuration = "chunk_duration_s"
    case overlap = "overlap_s"

    /// Reads a name; `format` is what some clients call the encoding.
    init?(name: String) {
        // To compare a text with each of them is slow unless both are ASCII.
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        self.init(rawValue: name == "format" ? Self.encoding.rawValue : name)
    }
}
