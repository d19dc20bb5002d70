// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SpeakerLabels

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How `steno speakers` writes who speaks when.
enum SpeakersFormat: String, CaseIterable, ExpressibleByArgument {
    /// A line for each turn, for people.
    case text
    /// NIST's Rich Transcription Time Marked, which tools for diarization read.
    case rttm
    case json

    /// The turns as a document with a line break at its end.
    func document(_ recording: RecordingTurns) throws -> String {
        switch self {
        case .text: recording.turns.map(Self.line).joined()
        case .rttm: recording.turns.map { Self.rttm($0, of: recording.file) }.joined()
        case .json: try Self.json(recording)
        }
    }

    private static func line(_ turn: SpeakerTurn) -> String {
        let times = "\(Seconds.clock(seconds(turn.range.lowerBound)))–\(Seconds.clock(seconds(turn.range.upperBound)))"
        return "\(times)  \(RecordingTurns.name(of: turn.label))\n"
    }

    /// No field may have a space.
    private static func rttm(_ turn: SpeakerTurn, of file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        let (start, duration) = (fixed(turn.range.lowerBound), fixed(turn.range.count))
        let speaker = word(RecordingTurns.name(of: turn.label))
        return "SPEAKER \(word(stem)) 1 \(start) \(duration) <NA> <NA> \(speaker) <NA> <NA>\n"
    }

    private static func word(_ text: String) -> String {
        String(text.map { $0.isWhitespace ? "_" : $0 })
    }

    private struct Document: Encodable {
        struct Turn: Encodable {
            var start: Double
            var end: Double
            var speaker: Int
            var name: String?
            var confidence: Double
        }

        struct Shown: Encodable {
            var speaker: Int
            var at: Double
        }

        var file: String
        var duration: Double
        var turns: [Turn]
        var first_shown: [Shown]?
        var processor_seconds: Double
    }

    private static func json(_ recording: RecordingTurns) throws -> String {
        let turns = recording.turns.map { turn in
            Document.Turn(
                start: seconds(turn.range.lowerBound), end: seconds(turn.range.upperBound), speaker: turn.label.speaker,
                name: turn.label.name, confidence: (Double(turn.label.confidence) * 1_000).rounded() / 1_000)
        }
        let shown = recording.shown.map { shown in
            shown.sorted { $0.key < $1.key }.map { Document.Shown(speaker: $0.key, at: seconds($0.value)) }
        }
        let document = Document(
            file: recording.file, duration: seconds(recording.duration), turns: turns, first_shown: shown,
            processor_seconds: recording.processor / .seconds(1))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private static func seconds(_ samples: Int) -> Double { (Double(samples) / 16).rounded() / 1_000 }

    /// Seconds with three decimals.
    private static func fixed(_ samples: Int) -> String {
        let milliseconds = (samples + 8) / 16
        let rest = "\(milliseconds % 1_000)".leftPadded(to: 3).replacing(" ", with: "0")
        return "\(milliseconds / 1_000).\(rest)"
    }
}
