// SPDX-License-Identifier: Apache-2.0

import SessionRuntime

/// What a transcription is counted by: the length of its audio.
struct OpenAIUsage: Encodable, Equatable {
    let type = "duration"
    let seconds: Double

    private enum CodingKeys: CodingKey {
        case type, seconds
    }

    /// - Parameter samples: of 16 kHz.
    init(samples: Int) {
        self.seconds = SampleClock.seconds(samples)
    }
}
