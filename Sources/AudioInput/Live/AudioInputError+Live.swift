// SPDX-License-Identifier: Apache-2.0

extension AudioInputError {
    /// A stream that is not what it was said to be.
    static func notEncoded(as encoding: AudioEncoding, bytes: Int) -> AudioInputError {
        AudioInputError(
            .notAudio,
            "The first \(bytes) bytes hold no \(encoding == .auto ? "audio in a known format" : encoding.rawValue)",
            remedy: "Check the encoding and send recordings from the start")
    }

    /// A container that begins somewhere in its middle.
    static func headerless(_ format: String) -> AudioInputError {
        AudioInputError(
            .notAudio, "The audio does not begin with the header of \(format)",
            remedy: "Restart the recorder for each connection")
    }

    /// A stream that begins like another format than was expected.
    static func unexpected(_ format: AudioEncoding, insteadOf encoding: AudioEncoding) -> AudioInputError {
        AudioInputError(
            .notAudio, "The audio begins like \(format.rawValue), not like \(encoding.rawValue)",
            remedy: "Name the right encoding, or none")
    }

    /// A recording in place of raw samples.
    static func notRaw(_ format: String) -> AudioInputError {
        AudioInputError(
            .unsupportedEncoding, "The audio is \(format), not raw samples",
            remedy: "Send raw samples, or name the encoding if the protocol has others")
    }

    /// A format that cannot be decoded live.
    static func unsupported(format: String) -> AudioInputError {
        AudioInputError(
            .unsupportedEncoding, "\(format) cannot be transcribed live", remedy: "Send Opus or raw samples")
    }

    /// A codec of a live stream that cannot be decoded.
    static func unsupported(codec: String, in format: String) -> AudioInputError {
        unsupported(format: "\(format) with \(codec)")
    }
}
