// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import Transcription

/// What was said in a recording. Times are seconds from its start.
struct FileTranscript: Equatable, Sendable {
    typealias Segment = TranscriptSegment
    typealias Word = TranscriptSegment.Word

    /// The recording's path, as it was given.
    var file: String
    /// Its length.
    var duration: Double
    /// The language of the speech as an ISO 639-1 code; nil without speech.
    var language: String?
    /// The speech in the order it was said.
    var segments: [Segment]
    /// The channel of each segment, from 1; empty where the channels were mixed, or there is one.
    var channels: [Int] = []
    /// Who speaks each segment, nil where that is not known; empty where speakers are not told apart.
    var speakers: [SpeakerLabel?] = []
    /// Whether two channels were mixed in which different people speak.
    var hasUnlikeChannels = false

    /// A line for each stretch of speech.
    var lines: [String] { segments.indices.map(line) }

    /// The channel of a segment.
    func channel(of index: Int) -> Int? { channels.isEmpty ? nil : channels[index] }

    /// The speaker of a segment.
    func speaker(of index: Int) -> SpeakerLabel? { speakers.isEmpty ? nil : speakers[index] }

    /// What people call the speaker of a segment.
    func speakerName(of index: Int) -> String? {
        speaker(of: index).map(RecordingTurns.name)
    }

    /// A segment with its channel or speaker, as people read it.
    func line(_ index: Int) -> String {
        let line = Self.line(segments[index].text, channel: channel(of: index))
        return speakerName(of: index).map { "\($0): \(line)" } ?? line
    }

    /// A text with its channel, as people read it.
    static func line(_ text: String, channel: Int?) -> String { channel.map { "[\($0)] \(text)" } ?? text }

    /// The subtitles; of several channels, each begins with its channel.
    var cues: [Cue] {
        segments.indices.flatMap { index in
            let voice = speakerName(of: index)
            var builder = CueBuilder()
            if let voice { builder.lineWidth -= TextWidth.columns(of: "\(voice): ") }
            return builder.cues(for: [segments[index]]).map { cue in
                var cue = cue
                cue.voice = voice
                if let first = cue.lines.first { cue.lines[0] = Self.line(first, channel: channel(of: index)) }
                return cue
            }
        }
    }

    /// Transcripts of the channels of one recording as one, in the order of the speech.
    static func joining(_ channels: [FileTranscript]) -> FileTranscript {
        var joined = channels[0]
        let spoken = channels.enumerated()
            .flatMap { channel, transcript in transcript.segments.map { (channel: channel + 1, segment: $0) } }
            .sorted { ($0.segment.start, $0.channel) < ($1.segment.start, $1.channel) }
        joined.segments = spoken.map(\.segment)
        joined.channels = spoken.map(\.channel)
        joined.language = channels.lazy.compactMap(\.language).first
        joined.duration = channels.map(\.duration).max() ?? 0
        return joined
    }
}
