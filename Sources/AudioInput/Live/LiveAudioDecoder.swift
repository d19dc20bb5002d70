// SPDX-License-Identifier: Apache-2.0

/// A live stream of any ``AudioEncoding`` in, 16 kHz mono samples out.
///
/// The stream may be cut into messages anywhere, but for ``AudioEncoding/opus``, of which each message is a packet. Samples are
/// decoded as they are asked for:
///
///     var decoder = try LiveAudioDecoder(encoding: .webm)
///     decoder.append(message)
///     while let samples = try decoder.next() { … }
///
/// Damaged parts of a stream are passed over, and counted by ``discardedBytes``. Memory stays bounded whatever the bytes are.
public struct LiveAudioDecoder: ~Copyable, Sendable {
    /// The rate of the samples that come out, in Hz.
    public static let outputRate = AudioStreamDecoder.outputRate

    /// After so many bytes that are not of the format, no more are waited for.
    private static let patience = 1 << 20
    /// Changes of the sample rate beyond one a second.
    private static let patienceWithRates = 20

    private let encoding: AudioEncoding
    private var decoder: any FormatDecoder
    private var resampler: Resampler
    private var mixer = ChannelMixer(channels: 1)
    private var received = 0
    /// The first bytes, which show what a stream is that cannot be decoded.
    private var beginning: [UInt8] = []
    private var rawBeginning = RawBeginning()
    /// What the beginning of raw samples shows to be something else.
    private var fault: AudioInputError?
    /// Bytes since the last samples, and those of metadata before.
    private var fruitless = 0
    /// Bytes that came to nothing, whatever the decoder says of them.
    private var passedOver = 0
    private var hasDecoded = false
    private var produced = 0
    private var rateChanges = 0
    private var isFinished = false
    private var isFlushed = false

    /// A decoder at the start of a stream.
    ///
    /// - Parameters:
    ///   - encoding: how the stream is encoded.
    ///   - sampleRate: in Hz, for raw samples only; other formats tell their own. Nil for ``AudioEncoding/defaultSampleRate``.
    ///   - channels: interleaved, for raw samples only.
    /// - Throws: ``AudioInputError`` with code `unsupportedRate`, `unsupportedChannels` or `outOfMemory`.
    public init(encoding: AudioEncoding, sampleRate: Int? = nil, channels: Int = 1) throws(AudioInputError) {
        let sampleRate = sampleRate ?? encoding.defaultSampleRate
        let decoder: any FormatDecoder
        if let samples = encoding.samples {
            decoder = try RawDecoder(encoding: samples, sampleRate: sampleRate, channels: channels)
        } else {
            decoder = try Self.decoder(of: encoding)
        }
        resampler = try Resampler(from: encoding.samples == nil ? Self.outputRate : sampleRate, to: Self.outputRate)
        self.decoder = decoder
        self.encoding = encoding
    }

    /// The decoder of a format that tells its own rate.
    static func decoder(of encoding: AudioEncoding) throws(AudioInputError) -> any FormatDecoder {
        switch encoding {
        case .f32, .s16, .s32, .u8, .mulaw, .alaw, .auto: SniffingDecoder()
        case .wav: WAVDecoder()
        case .opus: try OpusDecoder()
        case .ogg: OggOpusDecoder()
        case .webm: WebMOpusDecoder()
        case .flac: try FLACDecoder()
        case .mp3: try MP3Decoder()
        }
    }

    /// Bytes so far, or nearly so many, whose audio is lost because they could not be decoded.
    public var discardedBytes: Int { max(decoder.discarded, passedOver) }

    /// Takes the stream's next message.
    public mutating func append(_ message: some Collection<UInt8>) {
        received += message.count
        if beginning.count < AudioEncoding.signatureLength {
            beginning += message.prefix(AudioEncoding.signatureLength - beginning.count)
        }
        fruitless += message.count
        if encoding.samples != nil {
            do throws(AudioInputError) { try rawBeginning.receive(message) } catch { fault = error }
        }
        decoder.append(message)
    }

    /// No more messages come; ``next()`` gives what is left.
    public mutating func finish() {
        isFinished = true
        decoder.finish()
    }

    /// The next 16 kHz mono samples, full scale ±1, never none; nil when another message is needed, or at the end.
    ///
    /// - Throws: ``AudioInputError`` with code `notAudio`, `unsupportedEncoding`, `unsupportedRate`, `unsupportedChannels` or
    ///   `outOfMemory`; nothing more can be decoded then.
    public mutating func next() throws(AudioInputError) -> [Float]? {
        if let fault { throw fault }
        while let block = try nextBlock() {
            let samples = try convert(block)
            fruitless = decoder.metadataBytes
            hasDecoded = true
            produced += samples.count
            if !samples.isEmpty { return samples }
        }
        let useless = fruitless - decoder.metadataBytes
        if useless >= Self.patience {
            passedOver += useless
            fruitless = decoder.metadataBytes
        }
        guard !isUseless else { throw explained(.notEncoded(as: encoding, bytes: received)) }
        guard isFinished, !isFlushed else { return nil }
        isFlushed = true
        let tail = resampler.flush()
        return tail.isEmpty ? nil : tail
    }

    private mutating func nextBlock() throws(AudioInputError) -> AudioBlock? {
        do {
            return try decoder.next()
        } catch {
            throw explained(error)
        }
    }

    /// The reason for which a stream cannot be decoded from its beginning, if that shows it.
    private func explained(_ error: AudioInputError) -> AudioInputError {
        guard !hasDecoded, error.code == .notAudio else { return error }
        if let format = OtherFormat.name(of: beginning) { return .unsupported(format: format) }
        guard let format = AudioEncoding(containerOf: beginning), encoding != .auto, format != encoding else {
            return error
        }
        return .unexpected(format, insteadOf: encoding)
    }

    /// Whether no more is expected of a stream of which nothing could be used.
    private var isUseless: Bool {
        guard !hasDecoded, received > 0, received >= Self.patience || isFinished else { return false }
        guard decoder.hasBegun else { return true }
        return isFinished ? discardedBytes > 0 : decoder.discarded >= Self.patience
    }

    private mutating func convert(_ block: AudioBlock) throws(AudioInputError) -> [Float] {
        let samples = block.mono(&mixer)
        guard block.sampleRate != resampler.inputRate else { return resampler.process(samples) }
        // To make a filter takes as long as to resample a second: a few bytes of FLAC must not ask for one each.
        guard rateChanges < Self.patienceWithRates + produced / Self.outputRate else {
            throw AudioInputError(
                .unsupportedRate, "The sample rate changes more than once a second",
                remedy: "Send each recording as a stream of its own")
        }
        rateChanges += 1
        let next = try Resampler(from: block.sampleRate, to: Self.outputRate)
        let tail = resampler.flush()
        resampler = next
        return tail + resampler.process(samples)
    }
}
