import AudioInput

extension OpenAIError {
    /// What is wrong with a recording, without the names that the server has for it.
    init(_ error: AudioInputError) {
        let formats = "Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']"
        let message =
            switch error.code {
            case .empty: "The audio file is empty. Send one that holds sound."
            case .truncated: "The audio file is cut off or damaged. Send the whole of it."
            case .unsupportedRate, .unsupportedChannels:
                "The audio file has a sample rate or a number of channels that is not supported. "
                    + "Convert it with `ffmpeg -i FILE -ar 16000 -ac 1 out.wav`."
            case .tooLong: "\(error)"
            case .beyondLimits:
                "The audio file holds no sound, or takes more memory or time to read than this server allows. "
                    + "Convert it with `ffmpeg -i FILE -ar 16000 -ac 1 out.wav`."
            case .programMissing:
                "This server cannot read m4a, mp4 and webm, since it has no ffmpeg. Send wav, flac, ogg or mp3."
            default: "Invalid file format. \(formats)."
            }
        self.init(message, param: "file", code: "invalid_file")
    }
}
