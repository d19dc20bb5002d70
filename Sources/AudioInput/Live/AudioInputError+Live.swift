extension AudioInputError {
    /// A stream that is not what it was said to be.
    static func notEncoded(as encoding: AudioEncoding, bytes: Int) -> AudioInputError {
        AudioInputError(
            .notAudio,
            "Nothing in the first \(bytes) bytes is \(encoding == .auto ? "audio in a known format" : encoding.rawValue)",
            remedy: "Check the encoding, and begin each connection with the beginning of a recording")
    }

    /// A container that begins somewhere in its middle.
    static func headerless(_ format: String) -> AudioInputError {
        AudioInputError(
            .notAudio, "The audio does not begin with the header of \(format)",
            remedy: "A recorder writes it once: start the recorder anew for each connection")
    }

    /// A codec of a live stream that cannot be decoded.
    static func unsupported(codec: String, in format: String) -> AudioInputError {
        AudioInputError(
            .unsupportedEncoding, "\(format) with \(codec) cannot be transcribed live",
            remedy: "Send Opus or raw samples")
    }
}
