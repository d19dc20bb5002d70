// SPDX-License-Identifier: Apache-2.0

import Transcription
import VoiceActivity

extension StenoConfiguration {
    /// The same for the transcription, whose clock counts samples of 16 kHz.
    var session: SessionConfiguration {
        var endpointer = Endpointer.Settings()
        endpointer.threshold(Float(self.threshold))
        endpointer.silence = Self.samples(milliseconds: self.silenceDuration)
        endpointer.minimumSpeech = Self.samples(milliseconds: self.minimumSpeech)
        endpointer.maximumUtterance = Self.samples(milliseconds: self.maximumUtterance * 1000)
        return SessionConfiguration(
            language: self.language.code,
            detection: self.language.detection,
            task: self.task,
            prompt: self.prompt,
            hotWords: self.hotWords,
            textRules: self.textRules,
            partialInterval: Self.samples(milliseconds: self.partialInterval),
            endpointer: endpointer,
            segmentation: self.segmentation == .voiceActivity
                ? .voiceActivity
                : .fixed(
                    chunk: Self.samples(milliseconds: self.chunkDuration * 1000),
                    overlap: Self.samples(milliseconds: self.overlap * 1000)),
            wordTimes: self.words
        )
    }

    private static func samples(milliseconds: Double) -> Int {
        Int((milliseconds * 16).rounded())
    }
}
