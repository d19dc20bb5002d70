// SPDX-License-Identifier: Apache-2.0

/// A recording on disk as 16 kHz mono.
///
/// libsndfile reads WAV, AIFF, FLAC, Ogg Vorbis and Opus, MP3, and others that it knows. Other formats, such as MP4 and WebM, are read by
/// the program `ffmpeg`, where it is installed, within limits of time and memory.
///
/// The recording comes in blocks, so that one of many hours needs little memory:
///
///     var file = try AudioFile(path: "meeting.flac")
///     while let samples = try file.next() { … }
///
/// Opening and reading wait for the disk, and for `ffmpeg`.
public struct AudioFile: ~Copyable, Sendable {
    /// So often the format may change, and once a second.
    private static let patienceWithChanges = 20
    /// Bytes, about.
    private static let longestHeader = 1_024

    /// The rate of the recording itself, in Hz; of what `ffmpeg` reads, that of the samples.
    public let sampleRate: Int
    /// The recording's channels, which are averaged; of what `ffmpeg` reads, 1.
    public let channels: Int
    /// The length in seconds that the file announces; nil where it does not.
    public let duration: Double?

    private let file: FilePath
    private let bytes: FileBytes
    /// Kept while it is read.
    private var input: RecordingInput?
    private var reader: any SampleReader
    /// Where the next recording in the file begins; the file's size if there is none.
    private var nextStart: Int
    private var isFinished = false
    private var decoder: AudioStreamDecoder
    /// The channel that is wanted; nil for the average of all.
    private let channel: Int?
    /// The longest allowed, in seconds.
    private let longest: Double?
    private var samplesRead = 0
    private var changes = 0
    /// Of two channels that are averaged.
    private var contrast: ChannelContrast?

    /// Opens the recording at `path`.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - name: what errors call it, for someone who does not know the path; nil for its path.
    ///   - channel: the only one to read, from 0; nil for the average of all.
    ///   - longest: how many seconds it may last; nil for any length.
    ///   - mayRunFFmpeg: whether the program may be started for it.
    /// - Throws: ``AudioInputError`` with code `missing`, `unreadable`, `empty`, `notAudio`, `unsupportedEncoding`,
    ///   `unsupportedRate`, `unsupportedChannels`, `programMissing`, `programNeeded`, `beyondLimits`, `tooLong` or
    ///   `outOfMemory`.
    public init(
        path: String, name: String? = nil, channel: Int? = nil, longest: Double? = nil, mayRunFFmpeg: Bool = true
    ) throws(AudioInputError) {
        try self.init(
            FilePath(path, name: name, argument: name.map { _ in "FILE" }),
            program: mayRunFFmpeg ? FFmpegReader.program : nil, channel: channel,
            longest: longest)
    }

    /// Opens a recording that a person named.
    ///
    /// - Parameter channel: the only one to read, from 0; nil for the average of all.
    /// - Throws: ``AudioInputError`` as ``init(path:name:channel:longest:mayRunFFmpeg:)`` does.
    public init(_ input: RecordingInput, channel: Int? = nil) throws(AudioInputError) {
        try self.init(
            FilePath(input.path, name: input.name, argument: input.argument), program: FFmpegReader.program,
            channel: channel)
        self.input = input
    }

    /// - Parameter program: the program that reads what libsndfile cannot; nil if none may.
    init(
        _ file: FilePath, program: String?, channel: Int? = nil, longest: Double? = nil
    ) throws(AudioInputError) {
        let bytes = try file.bytes()
        let span = SoundFileSpan(of: bytes, at: 0)
        let reader = try Self.open(file, span, of: bytes, program: program, longest: longest)
        // A header that announces more than there is says nothing.
        let isExact = reader.isDurationExact && span.announced <= 1
        if let longest, let duration = reader.duration, isExact, duration > longest {
            throw file.tooLong(longest)
        }
        if let channel, !(0..<reader.channels).contains(channel) {
            throw AudioInputError(
                .unsupportedChannels, "\(file.name) has no channel \(channel)",
                remedy: "Choose one from 0 to \(reader.channels - 1)")
        }
        let decoder = try Self.decoder(of: reader, channel: channel, file)
        sampleRate = reader.sampleRate
        channels = reader.channels
        duration = span.range.upperBound == bytes.size ? reader.duration : nil
        nextStart = reader is SoundFileReader ? span.range.upperBound : bytes.size
        self.file = file
        self.bytes = bytes
        self.channel = channel
        self.longest = longest
        self.reader = reader
        self.decoder = decoder
        contrast = channel == nil && channels == 2 ? ChannelContrast(sampleRate: sampleRate) : nil
    }

    /// Whether two channels were averaged on which different people speak, as far as the recording was read.
    public var hasUnlikeChannels: Bool { contrast?.isCall ?? false }

    /// The next block of 16 kHz mono samples, never an empty one; nil at the end.
    ///
    /// - Throws: ``AudioInputError`` with code `truncated`, `beyondLimits` or `tooLong`, after all samples that could be read,
    ///   or `empty`.
    public mutating func next() throws(AudioInputError) -> [Float]? {
        while !isFinished {
            let read = reader.next()
            if reader.channels == 2 { contrast?.append(read) }
            let block = Self.pick(channel, of: reader.channels, from: read)
            let samples: [Float]
            if !block.isEmpty {
                samples = block.withUnsafeBytes { decoder.append($0) }
            } else if let rest = try openNext() {
                samples = rest
            } else {
                isFinished = true
                samples = decoder.finish()
            }
            if !samples.isEmpty { return try count(samples) }
        }
        try reader.checkEnd()
        return nil
    }

    /// Goes on with the next recording in the file, as of a recorder that writes one after another.
    ///
    /// - Returns: the last samples of the one before, if they are of another kind; nil if there is no other.
    private mutating func openNext() throws(AudioInputError) -> [Float]? {
        while nextStart < bytes.size {
            let span = SoundFileSpan(of: bytes, at: nextStart)
            nextStart = span.range.upperBound
            let next: SoundFileReader
            do {
                next = try SoundFileReader(file, span, of: bytes)
            } catch {
                // A recorder that was stopped may leave a header without samples.
                guard span.range.count > Self.longestHeader else { continue }
                throw error
            }
            guard next.duration != 0 else { continue }
            let isAlike = next.sampleRate == reader.sampleRate && next.channels == reader.channels
            // A filter costs as much as a second of samples.
            guard isAlike || changes < Self.patienceWithChanges + samplesRead / AudioStreamDecoder.outputRate else {
                throw AudioInputError(
                    .unsupportedRate, "The sample rate of \(file.name) changes more than once a second",
                    remedy: "Send each recording separately")
            }
            if !isAlike { changes += 1 }
            let rest = isAlike ? [] : decoder.finish()
            if !isAlike { decoder = try Self.decoder(of: next, channel: channel, file) }
            reader = next
            return rest
        }
        return nil
    }

    /// The whole recording at `path` as 16 kHz mono samples.
    ///
    /// - Throws: ``AudioInputError`` as ``init(path:name:)`` and ``next()`` do.
    public static func read(path: String) throws(AudioInputError) -> [Float] {
        var file = try AudioFile(path: path)
        var samples: [Float] = []
        while let block = try file.next() { samples += block }
        return samples
    }

    private mutating func count(_ samples: [Float]) throws(AudioInputError) -> [Float] {
        samplesRead += samples.count
        // A file may lie about its length, or say nothing of it.
        if let longest, Double(samplesRead) > longest * Double(AudioStreamDecoder.outputRate) {
            throw file.tooLong(longest)
        }
        return samples
    }

    private static func pick(_ channel: Int?, of channels: Int, from block: [Float]) -> [Float] {
        guard let channel, channels > 1 else { return block }
        return stride(from: min(channel, channels - 1), to: block.count, by: channels).map { block[$0] }
    }

    private static func decoder(
        of reader: any SampleReader, channel: Int?, _ file: FilePath
    ) throws(AudioInputError) -> AudioStreamDecoder {
        do {
            return try AudioStreamDecoder(
                encoding: .f32, sampleRate: reader.sampleRate, channels: channel == nil ? reader.channels : 1)
        } catch {
            throw AudioInputError(error.code, "\(file.name): \(error.message)", remedy: file.conversion)
        }
    }

    private static func open(
        _ file: FilePath, _ span: SoundFileSpan, of bytes: FileBytes, program: String?, longest: Double?
    ) throws(AudioInputError) -> any SampleReader {
        do {
            return try SoundFileReader(file, span, of: bytes)
        } catch  where error.code == .notAudio || error.code == .unsupportedEncoding {
            guard let program else {
                throw AudioInputError(
                    .programNeeded, "\(file.name) is read by \(FFmpegReader.program) only, which may not run now")
            }
            // A second more, which shows that there is more.
            guard let reader = try FFmpegReader(file, program: program, longest: longest.map { $0 + 1 }) else {
                throw error
            }
            return reader
        }
    }
}
