// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels

/// Who speaks when in a recording. Positions are samples at 16 kHz.
struct RecordingTurns {
    var file: String
    var duration: Int
    var turns: [SpeakerTurn]
    /// Where a live session would have shown each speaker first.
    var shown: [Int: Int]?
    /// The processor time of telling the speakers apart, voice activity not counted.
    var processor: Duration

    /// What people call a speaker; numbers start from 1.
    static func name(of label: SpeakerLabel) -> String {
        label.name ?? "Speaker \(label.speaker + 1)"
    }
}
