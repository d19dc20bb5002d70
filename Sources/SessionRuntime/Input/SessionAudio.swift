// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore

/// The audio of one client on its way to 16 kHz mono: one decoder, or one for each channel that has a transcription of its own.
///
/// Messages may be cut anywhere, unless each is a packet or there are several decoders, which need whole samples of all channels.
/// Bytes that do not complete a sample before the end are ignored.
struct SessionAudio: ~Copyable {
    /// The decoder of a channel. A class, since an array holds no values that cannot be copied.
    private final class Decoder {
        private var decoder: LiveAudioDecoder

        init(_ decoder: consuming LiveAudioDecoder) { self.decoder = decoder }

        var discardedBytes: Int { self.decoder.discardedBytes }
        func append(_ bytes: some Collection<UInt8>) { self.decoder.append(bytes) }
        func finish() { self.decoder.finish() }
        func next() throws -> [Float]? { try self.decoder.next() }
    }

    private let decoders: [Decoder]
    /// Bytes of a sample of one channel.
    private let sampleSize: Int
    private var check: EncodingCheck
    private var discarded: DiscardedAudio
    private var isFinished = false

    init(_ format: AudioFormat) throws {
        let count = format.transcriptions
        self.decoders = try (0..<count).map { _ in
            Decoder(
                try LiveAudioDecoder(
                    encoding: format.encoding, sampleRate: format.declaredSampleRate,
                    channels: count == 1 ? format.channels : 1))
        }
        self.sampleSize = format.encoding.samples?.bytesPerSample ?? 1
        self.discarded = DiscardedAudio(encoding: format.encoding)
        self.check = EncodingCheck(
            encoding: format.encoding, limit: format.isChecked ? format.sampleRate * format.channels : 0)
    }

    /// Takes a message.
    /// - Throws: ``SessionFault`` `wrong_encoding`.
    mutating func append(_ message: ByteBuffer) throws {
        try self.check.receive(message.readableBytesView)
        guard self.decoders.count > 1 else { return self.decoders[0].append(message.readableBytesView) }
        let bytes = Array(message.readableBytesView)
        for (channel, decoder) in self.decoders.enumerated() {
            let starts = stride(
                from: channel * self.sampleSize, to: bytes.count, by: self.sampleSize * self.decoders.count)
            decoder.append(starts.flatMap { bytes[$0..<$0 + self.sampleSize] })
        }
    }

    /// No more messages come.
    /// - Throws: ``SessionFault`` `wrong_encoding`.
    mutating func finish() throws {
        try self.check.finish()
        for decoder in self.decoders { decoder.finish() }
        self.isFinished = true
    }

    /// The next samples of a channel, never none; nil when another message is needed, or at the end.
    /// - Throws: `AudioInputError` when nothing more can be decoded.
    func next(channel: Int = 0) throws -> [Float]? { try self.decoders[channel].next() }

    /// What to tell the client of audio that could not be decoded, after ``next(channel:)`` gave nothing; nil for nothing new.
    mutating func takeWarning() -> String? {
        self.discarded.warning(
            after: self.decoders.reduce(0) { $0 + $1.discardedBytes }, isEnd: self.isFinished)
    }
}
