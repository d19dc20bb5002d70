// SPDX-License-Identifier: Apache-2.0

/// Audio to transcribe, with others in one batch.
public struct TranscriptionRequest: Sendable {
    /// 16 kHz mono, full scale ±1, at most ``WhisperModel/longestAudio``.
    public var samples: [Float]
    /// How to decode it.
    public var options: DecodingOptions
    /// What is kept of the utterance that the samples are the beginning of; not used over a full window.
    public var state: StreamingState?

    /// Makes a request.
    public init(samples: [Float], options: DecodingOptions = DecodingOptions(), state: StreamingState? = nil) {
        self.samples = samples
        self.options = options
        self.state = state
    }
}
