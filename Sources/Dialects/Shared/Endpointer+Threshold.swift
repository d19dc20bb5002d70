// SPDX-License-Identifier: Apache-2.0

import VoiceActivity

extension Endpointer.Settings {
    /// Sets the probability from which audio counts as speech.
    mutating func threshold(_ threshold: Float) {
        self.threshold = threshold
        // Speech goes on while the probability is a little below the threshold; that limit must stay above zero.
        self.hysteresis = min(self.hysteresis, threshold / 2)
    }
}
