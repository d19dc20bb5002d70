import CSndFile
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A recording on disk as 16 kHz mono, read by libsndfile: WAV, AIFF, FLAC, Ogg Vorbis and Opus, MP3, and others it knows.
///
/// It comes in blocks, so that one of many hours needs little memory:
///
///     var file = try AudioFile(path: "meeting.flac")
///     while let samples = try file.next() { … }
public struct AudioFile: ~Copyable, Sendable {
    /// The rate of the recording itself, in Hz.
    public let sampleRate: Int
    /// The recording's channels, which are averaged.
    public let channels: Int
    /// The length in seconds that the file announces; nil where it does not.
    public let duration: Double?

    /// Frames of the recording in a block.
    private static let blockFrames = 1 << 16

    /// libsndfile keeps the reason for a failed open in one variable for all threads.
    private static let opening = Mutex<Void>(())

    private let path: String
    private let handle: Handle
    /// MP3 files announce an estimate.
    private let isDurationExact: Bool
    private var framesRead = 0
    private var isFinished = false
    private var decoder: AudioStreamDecoder

    /// The C library's file. It belongs to one `AudioFile`, which cannot be copied, so that it never has two users.
    private final class Handle: @unchecked Sendable {
        let file: OpaquePointer

        init(_ file: OpaquePointer) { self.file = file }

        deinit { sf_close(file) }
    }

    /// Opens the recording at `path`.
    ///
    /// - Throws: ``AudioInputError`` with code `missing`, `unreadable`, `empty`, `notAudio`, `unsupportedEncoding`,
    ///   `unsupportedRate`, `unsupportedChannels` or `outOfMemory`.
    public init(path: String) throws(AudioInputError) {
        let header = try Self.inspect(path)
        var info = SF_INFO()
        let handle = try Self.open(path, &info)
        let sampleRate = Int(info.samplerate)
        let channels = Int(info.channels)
        let decoder: AudioStreamDecoder
        do {
            decoder = try AudioStreamDecoder(encoding: .f32, sampleRate: sampleRate, channels: channels)
        } catch {
            throw AudioInputError(
                error.code, "\(path): \(error.message)", remedy: "Convert it: \(Self.conversion(of: path))")
        }
        let seconds = info.frames == sf_count_t.max ? nil : Double(info.frames) / Double(sampleRate)
        self.path = path
        self.handle = handle
        self.sampleRate = sampleRate
        self.channels = channels
        duration = seconds.map { seconds in
            // libsndfile counts what is there, the header says what should be.
            header.map { seconds * Double($0.announced) / Double(max(1, $0.available)) } ?? seconds
        }
        isDurationExact = Int(info.format) & SF_FORMAT_TYPEMASK != SF_FORMAT_MPEG
        self.decoder = decoder
    }

    /// The next block of 16 kHz mono samples, never an empty one; nil at the end.
    ///
    /// - Throws: ``AudioInputError`` with code `truncated`, after all samples that could be read, or `empty`.
    public mutating func next() throws(AudioInputError) -> [Float]? {
        while !isFinished {
            let block = readBlock()
            isFinished = block.isEmpty
            let samples = isFinished ? decoder.finish() : block.withUnsafeBytes { decoder.append($0) }
            if !samples.isEmpty { return samples }
        }
        try checkEnd()
        return nil
    }

    /// The whole recording at `path` as 16 kHz mono samples.
    ///
    /// - Throws: ``AudioInputError`` as ``init(path:)`` and ``next()`` do.
    public static func read(path: String) throws(AudioInputError) -> [Float] {
        var file = try AudioFile(path: path)
        var samples: [Float] = []
        while let block = try file.next() { samples += block }
        return samples
    }

    /// Interleaved samples of the next frames; none at the end.
    private mutating func readBlock() -> [Float] {
        let block = [Float](unsafeUninitializedCapacity: Self.blockFrames * channels) { buffer, count in
            let frames = sf_readf_float(handle.file, buffer.baseAddress, sf_count_t(Self.blockFrames))
            count = max(0, Int(frames)) * channels
        }
        framesRead += block.count / channels
        return block
    }

    private func checkEnd() throws(AudioInputError) {
        guard framesRead > 0 else {
            throw AudioInputError(
                .empty, "\(path) holds no sound",
                remedy: "If it should, convert it: \(Self.conversion(of: path))")
        }
        let seconds = Double(framesRead) / Double(sampleRate)
        let isShort = isDurationExact && duration.map { $0 - seconds > 0.5 / Double(sampleRate) } ?? false
        guard isShort || Int(sf_error(handle.file)) != SF_ERR_NO_ERROR else { return }
        let whole = duration.map { " of \(Self.tenths($0))" } ?? ""
        throw AudioInputError(
            .truncated, "\(path) is cut off or damaged: only \(Self.tenths(seconds))\(whole) s could be read",
            remedy: "Get the file again, or save what is there: \(Self.conversion(of: path))")
    }

    private static func tenths(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}

extension AudioFile {
    /// Tells apart the plain reasons why a file cannot be read, and looks at the header if it is a WAV file's.
    private static func inspect(_ path: String) throws(AudioInputError) -> WAVHeader? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else { throw unreadable(path, code) }
            throw AudioInputError(.missing, "There is no file \(path)", remedy: "Check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw AudioInputError(.unreadable, "\(path) is not a file", remedy: "Give the path of a recording")
        }
        guard status.st_size > 0 else {
            throw AudioInputError(.empty, "\(path) is empty", remedy: "Record it again")
        }
        guard let file = fopen(path, "rb") else { throw unreadable(path, errno) }
        defer { fclose(file) }
        return WAVHeader(descriptor: fileno(file), fileSize: Int(status.st_size))
    }

    private static func open(_ path: String, _ info: inout SF_INFO) throws(AudioInputError) -> Handle {
        let (handle, code) = opening.withLock { _ in
            (sf_open(path, Int32(SFM_READ), &info).map(Handle.init), sf_error(nil))
        }
        if let handle { return handle }
        switch Int(code) {
        case SF_ERR_SYSTEM:
            throw AudioInputError(.unreadable, "\(path) cannot be read", remedy: "Check that the disk is well")
        case SF_ERR_UNSUPPORTED_ENCODING:
            throw AudioInputError(
                .unsupportedEncoding, "\(path) is encoded in a way that is not supported",
                remedy: "Convert it: \(conversion(of: path))")
        default:
            throw AudioInputError(
                .notAudio, "\(path) is not a recording in a known format", remedy: "Convert it: \(conversion(of: path))"
            )
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> AudioInputError {
        AudioInputError(
            .unreadable, "\(path) cannot be read: \(String(cString: strerror(code)))", remedy: "Check its permissions")
    }

    /// A command that makes almost anything readable, safe to paste into a shell.
    private static func conversion(of path: String) -> String {
        let quoted = path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return "`ffmpeg -i '\(quoted)' -ar 16000 -ac 1 out.wav`"
    }
}
