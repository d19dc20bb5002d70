// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
package import Transcription

/// A word of a final as JSON, its times in seconds.
package struct TimedWord: Encodable {
    let word: String
    let start: Double
    let end: Double
    let probability: Double

    package init(_ word: TranscriptWord) {
        self.word = word.text
        self.start = SampleClock.seconds(word.start)
        self.end = SampleClock.seconds(word.end)
        self.probability = (Double(word.probability) * 1000).rounded() / 1000
    }
}
