// SPDX-License-Identifier: Apache-2.0

import StenoKit
import Transcription

// Prints the subtitles of a recording: subtitles MODEL talk.wav > talk.srt
let (model, path) = (CommandLine.arguments[1], CommandLine.arguments[2])
let finals = try await Transcriber(model: model).transcribe(file: path, wordTimes: true)
print(Subtitles.srt(CueBuilder().cues(for: finals.map { TranscriptSegment($0) })))
