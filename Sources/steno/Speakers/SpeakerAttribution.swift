// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import Transcription

/// Gives the words of a recording to those who speak in it.
struct SpeakerAttribution {
    /// The turns of the recording, in order.
    let turns: [SpeakerTurn]

    /// Samples from which on a word is too far from a turn to be part of it: 1 s.
    private static let farthest = 16_000
    private static let sampleRate = 16_000.0

    /// The transcript with a speaker for each segment. A segment in which the speaker changes becomes several.
    func attributed(_ transcript: FileTranscript) -> FileTranscript {
        var result = transcript
        (result.segments, result.speakers) = ([], [])
        for segment in transcript.segments {
            for (piece, speaker) in pieces(of: segment) {
                result.segments.append(piece)
                result.speakers.append(speaker)
            }
        }
        return result
    }

    /// Who speaks in a stretch of time, in seconds: the speaker of the turn that it shares most time with, or of the nearest one.
    func speaker(from start: Double, to end: Double) -> SpeakerLabel? {
        let range = Int(start * Self.sampleRate)..<max(Int(start * Self.sampleRate), Int(end * Self.sampleRate))
        func shared(_ turn: SpeakerTurn) -> Int {
            min(turn.range.upperBound, range.upperBound) - max(turn.range.lowerBound, range.lowerBound)
        }
        // Less than nothing is the distance.
        let best = turns.max { shared($0) < shared($1) }
        return best.flatMap { shared($0) > -Self.farthest ? $0.label : nil }
    }

    private func pieces(of segment: FileTranscript.Segment) -> [(FileTranscript.Segment, SpeakerLabel?)] {
        guard !segment.words.isEmpty else { return [(segment, speaker(from: segment.start, to: segment.end))] }
        var pieces: [(words: [FileTranscript.Word], speaker: SpeakerLabel?)] = []
        for word in segment.words {
            let speaker = speaker(from: word.start, to: word.end)
            if let last = pieces.last,
                speaker == nil || last.speaker == nil || last.speaker?.speaker == speaker?.speaker
            {
                pieces[pieces.count - 1].words.append(word)
                pieces[pieces.count - 1].speaker = last.speaker ?? speaker
            } else {
                pieces.append(([word], speaker))
            }
        }
        guard pieces.count > 1 else { return [(segment, pieces[0].speaker)] }
        return pieces.enumerated().map { index, piece in
            let (first, last) = (index == 0, index == pieces.count - 1)
            let segment = FileTranscript.Segment(
                text: Self.text(of: piece.words), start: first ? segment.start : piece.words[0].start,
                end: last ? segment.end : piece.words[piece.words.count - 1].end, words: piece.words)
            return (segment, piece.speaker)
        }
    }

    private static func text(of words: [FileTranscript.Word]) -> String {
        words.enumerated().map { ($0.offset > 0 && $0.element.hasSpaceBefore ? " " : "") + $0.element.text }.joined()
    }
}
