import AudioInput
import NIOCore

/// The audio of one client on its way to 16 kHz mono.
///
/// Messages may be cut anywhere, unless each is a packet. Bytes that do not complete a sample before the end are ignored.
struct SessionAudio: ~Copyable {
    private var decoder: LiveAudioDecoder
    private var check: EncodingCheck
    private var discarded: DiscardedAudio
    private var isFinished = false

    init(_ format: AudioFormat) throws {
        self.decoder = try LiveAudioDecoder(
            encoding: format.encoding, sampleRate: format.declaredSampleRate, channels: format.channels)
        self.discarded = DiscardedAudio(encoding: format.encoding)
        self.check = EncodingCheck(encoding: format.encoding, limit: format.sampleRate * format.channels)
    }

    /// Takes a message.
    /// - Throws: ``SessionFault`` `wrong_encoding`.
    mutating func append(_ bytes: ByteBuffer) throws {
        try self.check.hear(bytes.readableBytesView)
        self.decoder.append(bytes.readableBytesView)
    }

    /// No more messages come.
    /// - Throws: ``SessionFault`` `wrong_encoding`.
    mutating func finish() throws {
        try self.check.finish()
        self.decoder.finish()
        self.isFinished = true
    }

    /// The next samples, never none; nil when another message is needed, or at the end.
    /// - Throws: `AudioInputError` when nothing more can be decoded.
    mutating func next() throws -> [Float]? { try self.decoder.next() }

    /// What to tell the client of audio that could not be decoded, after ``next()`` gave nothing; nil for nothing new.
    mutating func takeWarning() -> String? {
        self.discarded.warning(after: self.decoder.discardedBytes, isEnd: self.isFinished)
    }
}
