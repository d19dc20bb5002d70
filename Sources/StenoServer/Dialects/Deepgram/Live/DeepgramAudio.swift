import SessionRuntime
import AudioInput
import NIOCore

/// The audio of a client on its way to 16 kHz: one decoder, or one for each channel. Messages may be cut anywhere, unless each is a
/// packet. Used by one task.
struct DeepgramAudio {
    /// The decoder of a channel.
    private final class Decoder {
        private var decoder: LiveAudioDecoder

        init(_ decoder: consuming LiveAudioDecoder) { self.decoder = decoder }

        func append(_ bytes: some Collection<UInt8>) { self.decoder.append(bytes) }
        func finish() { self.decoder.finish() }
        func next() throws -> [Float]? { try self.decoder.next() }
        var discardedBytes: Int { self.decoder.discardedBytes }
    }

    private let decoders: [Decoder]
    /// Bytes of a sample.
    private let sampleSize: Int
    /// Frames of samples of all channels that are whole.
    private var frames: ReceivedAudio

    /// - Throws: `AudioInputError`.
    init(_ options: DeepgramOptions) throws {
        let count = options.transcripts
        self.decoders = try (0..<count).map { _ in
            Decoder(
                try LiveAudioDecoder(
                    encoding: options.encoding, sampleRate: options.sampleRate,
                    channels: count == 1 ? options.channels : 1))
        }
        self.sampleSize = options.encoding.samples?.bytesPerSample ?? 1
        self.frames = ReceivedAudio(unit: .bytes(self.sampleSize * count), acknowledgementInterval: .max)
    }

    /// Takes a message.
    mutating func append(_ message: ByteBuffer) {
        guard self.decoders.count > 1 else {
            self.decoders[0].append(message.readableBytesView)
            return
        }
        let bytes = Array(self.frames.take(message).readableBytesView)
        let frameSize = self.sampleSize * self.decoders.count
        for (channel, decoder) in self.decoders.enumerated() {
            let start = channel * self.sampleSize
            let samples = stride(from: start, to: bytes.count, by: frameSize).flatMap {
                bytes[$0..<$0 + self.sampleSize]
            }
            decoder.append(samples)
        }
    }

    /// Bytes so far whose audio is lost because they could not be decoded.
    var discardedBytes: Int { self.decoders.reduce(0) { $0 + $1.discardedBytes } }

    /// No more messages come.
    func finish() {
        for decoder in self.decoders { decoder.finish() }
    }

    /// The next samples of 16 kHz of a channel, never none; nil when another message is needed, or at the end.
    /// - Throws: `AudioInputError` when nothing more can be decoded.
    func next(channel: Int) throws -> [Float]? { try self.decoders[channel].next() }
}
