import AudioInput
import NIOCore

/// The audio of one client on its way to 16 kHz mono.
///
/// Messages may be cut anywhere, also within a sample. Bytes that do not complete a sample before the end are ignored.
struct StenoAudio: ~Copyable {
    private var decoder: AudioStreamDecoder
    private var check: EncodingCheck

    init(_ configuration: StenoConfiguration) throws {
        self.decoder = try AudioStreamDecoder(
            encoding: configuration.encoding, sampleRate: configuration.sampleRate, channels: configuration.channels)
        self.check = EncodingCheck(
            encoding: configuration.encoding, limit: configuration.sampleRate * configuration.channels)
    }

    /// The samples that a message completes.
    /// - Throws: ``StenoProtocolError`` `wrong_encoding`.
    mutating func decode(_ bytes: ByteBuffer) throws -> [Float] {
        try self.check.hear(bytes.readableBytesView)
        return self.decoder.append(bytes.readableBytesView)
    }

    /// The last samples.
    /// - Throws: ``StenoProtocolError`` `wrong_encoding`.
    mutating func finish() throws -> [Float] {
        try self.check.finish()
        return self.decoder.finish()
    }
}
