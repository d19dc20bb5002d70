/// A recording that the program `ffmpeg` reads: MP4, WebM and whatever else it knows.
///
/// It runs as a process of its own, without the environment of this one. It may read the file and nothing else: formats that name
/// other files or addresses are left out.
struct FFmpegReader: SampleReader {
    static let program = "ffmpeg"

    /// What it may read; neither playlists nor anything else that leads to other files.
    private static let formats = [
        "mov", "mp4", "matroska", "webm", "mp3", "aac", "flac", "ogg", "wav", "w64", "aiff", "au", "caf", "amr", "asf",
        "flv",
        "mpegts", "mpeg", "avi", "ac3", "eac3", "dts",
    ]
    private static let rate = 16_000
    /// Bytes in a block.
    private static let blockSize = 1 << 18
    /// A longer recording is cut off, in seconds.
    private static let longest = 24 * 3_600
    /// Seconds of processor time.
    private static let timeLimit = 3_600
    /// Bytes of one piece of memory.
    private static let memoryLimit = 1 << 28
    /// Seconds without a single sample after which the program is given up.
    private static let patience = 60.0

    let sampleRate = rate
    let channels = 1
    let duration: Double? = nil
    private let file: FilePath
    private let process: ChildProcess
    /// Reads what the program writes: it has all channels, which the program would average whatever they are.
    private var decoder = WAVDecoder()
    /// What was read to see whether it is a recording.
    private var beginning: [Float]
    private var samplesRead = 0

    /// - Returns: nil when the program finds no audio in the file.
    /// - Throws: ``AudioInputError`` with code `programMissing` or `outOfMemory`.
    init?(_ file: FilePath, program: String) throws(AudioInputError) {
        do {
            process = try ChildProcess(program, Self.arguments(file.path))
        } catch .missing {
            throw AudioInputError(
                .programMissing,
                "\(file.name) is in no format that can be read without the program \(program), which is not installed",
                remedy: "Install it, on Debian with `apt-get install ffmpeg`, or send WAV, FLAC, Ogg or MP3")
        } catch {
            throw AudioInputError(.outOfMemory, "The program \(program) cannot be started", remedy: "Try again later")
        }
        self.file = file
        beginning = []
        beginning = read()
        if beginning.isEmpty { return nil }
    }

    mutating func next() -> [Float] {
        let block = beginning.isEmpty ? read() : beginning
        beginning = []
        samplesRead += block.count
        return block
    }

    func checkEnd() throws(AudioInputError) {
        guard process.waitForSuccess() else {
            throw file.truncated(after: Double(samplesRead) / Double(Self.rate), of: nil)
        }
    }

    private mutating func read() -> [Float] {
        var samples: [Float] = []
        while samples.isEmpty {
            let bytes = process.output(upTo: Self.blockSize, patience: Self.patience)
            if bytes.isEmpty { decoder.finish() } else { decoder.append(bytes) }
            while let block = try? decoder.next() { samples += block.samples }
            if bytes.isEmpty { break }
        }
        return samples
    }

    private static func arguments(_ path: String) -> [String] {
        [
            "-nostdin", "-hide_banner", "-loglevel", "quiet", "-threads", "1", "-max_alloc", "\(memoryLimit)",
            "-timelimit", "\(timeLimit)", "-protocol_whitelist", "file", "-format_whitelist",
            formats.joined(separator: ","),
            // The name of a protocol in front, so that none is read into the path.
            "-i", "file:\(path)", "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", "\(longest)", "-ar",
            "\(rate)", "-c:a", "pcm_f32le", "-f",
            "wav", "pipe:1",
        ]
    }
}
