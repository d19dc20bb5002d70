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
    /// The rate of the recording itself, in Hz; of what `ffmpeg` reads, that of the samples.
    public let sampleRate: Int
    /// The recording's channels, which are averaged; of what `ffmpeg` reads, 1.
    public let channels: Int
    /// The length in seconds that the file announces; nil where it does not.
    public let duration: Double?

    private var reader: any SampleReader
    private var isFinished = false
    private var decoder: AudioStreamDecoder
    /// The channel that is wanted; nil for the average of all.
    private let channel: Int?
    private let file: FilePath
    /// The longest allowed, in seconds.
    private let longest: Double?
    private var samplesRead = 0

    /// Opens the recording at `path`.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - name: what errors call it; nil for its path.
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
            FilePath(path, name: name), program: mayRunFFmpeg ? FFmpegReader.program : nil, channel: channel,
            longest: longest)
    }

    /// - Parameter program: the program that reads what libsndfile cannot; nil if none may.
    init(
        _ file: FilePath, program: String?, channel: Int? = nil, longest: Double? = nil
    ) throws(AudioInputError) {
        let reader = try Self.open(file, program: program, longest: longest)
        if let longest, let duration = reader.duration, reader.isDurationExact, duration > longest {
            throw file.tooLong(longest)
        }
        if let channel, !(0..<reader.channels).contains(channel) {
            throw AudioInputError(
                .unsupportedChannels, "\(file.name) has no channel \(channel)",
                remedy: "Choose one from 0 to \(reader.channels - 1)")
        }
        let decoder: AudioStreamDecoder
        do {
            decoder = try AudioStreamDecoder(
                encoding: .f32, sampleRate: reader.sampleRate, channels: channel == nil ? reader.channels : 1)
        } catch {
            throw AudioInputError(error.code, "\(file.name): \(error.message)", remedy: file.conversion)
        }
        sampleRate = reader.sampleRate
        channels = reader.channels
        duration = reader.duration
        self.channel = channel
        self.file = file
        self.longest = longest
        self.reader = reader
        self.decoder = decoder
    }

    /// The next block of 16 kHz mono samples, never an empty one; nil at the end.
    ///
    /// - Throws: ``AudioInputError`` with code `truncated`, `beyondLimits` or `tooLong`, after all samples that could be read,
    ///   or `empty`.
    public mutating func next() throws(AudioInputError) -> [Float]? {
        while !isFinished {
            let block = Self.pick(channel, of: channels, from: reader.next())
            isFinished = block.isEmpty
            let samples = isFinished ? decoder.finish() : block.withUnsafeBytes { decoder.append($0) }
            if !samples.isEmpty { return try count(samples) }
        }
        try reader.checkEnd()
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
        return stride(from: channel, to: block.count, by: channels).map { block[$0] }
    }

    private static func open(
        _ file: FilePath, program: String?, longest: Double?
    ) throws(AudioInputError) -> any SampleReader {
        let header = try file.inspect()
        do {
            return try SoundFileReader(file, header: header)
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
