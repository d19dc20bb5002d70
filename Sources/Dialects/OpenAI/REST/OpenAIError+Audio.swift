// SPDX-License-Identifier: Apache-2.0

import AudioInput

extension OpenAIError {
    /// What is wrong with a recording.
    init(_ error: AudioInputError) {
        let formats = "Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']"
        let message =
            switch error.code {
            // OpenAI's words come first, for programs that look for them.
            case .notAudio, .unsupportedEncoding: "Invalid file format. \(error) \(formats)."
            case .programMissing:
                "This server cannot read m4a, mp4 and webm, since it has no ffmpeg. Send wav, flac, ogg or mp3."
            default: "\(error)"
            }
        self.init(message, param: "file", code: "invalid_file")
    }
}
