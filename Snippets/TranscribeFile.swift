// SPDX-License-Identifier: Apache-2.0

// Transcribes a recording: .build/release/TranscribeFile talk.wav
import StenoKit

let transcriber = try Transcriber(model: "base")
for path in CommandLine.arguments.dropFirst() {
    for final in try await transcriber.transcribe(file: path) { print(final.text) }
}
