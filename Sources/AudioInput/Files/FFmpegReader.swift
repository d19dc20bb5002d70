// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A recording that the program `ffmpeg` reads: MP4, WebM and whatever else it knows.
///
/// It runs as a process of its own, without the environment of this one, within ``ProcessLimits``. It may read the file and nothing
/// else: formats that name other files or addresses are left out.
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
    /// Bytes of one piece of memory.
    private static let memoryLimit = 1 << 28
    /// Seconds after which the program is given up, if it has not given a block (4 s of audio) by then.
    private static let patience = 20.0
    /// How `ffmpeg` 6 and later exit without memory: -ENOMEM as an exit code.
    private static let exitWithoutMemory: Int32 = 256 - ENOMEM

    let sampleRate = rate
    let channels = 1
    let duration: Double? = nil
    let isDurationExact = false
    private let file: FilePath
    private let process: ChildProcess
    /// Reads what the program writes: it has all channels, which the program would average whatever they are.
    private var decoder = WAVDecoder()
    /// What was read to see whether it is a recording.
    private var beginning: [Float]
    private var samplesRead = 0

    /// - Parameter longest: seconds after which it stops.
    /// - Returns: nil when the program finds no audio in the file.
    /// - Throws: ``AudioInputError`` with code `unreadable`, `programMissing`, `outOfMemory` or `beyondLimits`.
    init?(
        _ file: FilePath, program: String, longest: Double? = nil, limits: ProcessLimits = ProcessLimits()
    ) throws(AudioInputError) {
        let input = try file.descriptor()
        defer { close(input) }
        do {
            process = try ChildProcess(program, Self.arguments(longest: longest), limits: limits, input: input)
        } catch .missing {
            throw AudioInputError(
                .programMissing,
                "\(file.name) cannot be read without the program \(program), which is not installed",
                remedy: "Install it, on Debian with `apt-get install ffmpeg`, or send WAV, FLAC, Ogg or MP3")
        } catch {
            throw AudioInputError(.outOfMemory, "The program \(program) cannot be started", remedy: "Try again later")
        }
        self.file = file
        beginning = []
        beginning = read()
        guard beginning.isEmpty else { return }
        switch process.waitForEnd() {
        // It found a track and no samples in it, which is what it also says when it has no memory for them.
        case .exit(0): throw beyondLimits("holds no sound, or takes too much memory to be read")
        case .exit(126), .exit(127):
            throw AudioInputError(
                .outOfMemory, "The program \(program) cannot be started within its limits of memory",
                remedy: "Check that it runs on its own")
        case .exit(Self.exitWithoutMemory), .signal, .givenUp:
            throw beyondLimits("takes too much memory or time to be read")
        case .exit: return nil
        }
    }

    mutating func next() -> [Float] {
        let block = beginning.isEmpty ? read() : beginning
        beginning = []
        samplesRead += block.count
        return block
    }

    func checkEnd() throws(AudioInputError) {
        switch process.waitForEnd() {
        case .exit(0): return
        case .exit(Self.exitWithoutMemory), .signal, .givenUp:
            throw beyondLimits("takes too much memory or time to be read")
        case .exit: throw file.truncated(after: Double(samplesRead) / Double(Self.rate), of: nil)
        }
    }

    private func beyondLimits(_ reason: String) -> AudioInputError {
        AudioInputError(.beyondLimits, "\(file.name) \(reason)", remedy: file.conversion)
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

    private static func arguments(longest: Double?) -> [String] {
        [
            "-nostdin", "-hide_banner", "-loglevel", "quiet", "-threads", "1", "-max_alloc", "\(memoryLimit)",
            "-protocol_whitelist", "file", "-format_whitelist",
            formats.joined(separator: ","),
            // The name of a protocol in front, so that none is read into the path.
            "-i", "file:\(ChildProcess.inputPath)", "-map", "0:a:0", "-vn", "-sn", "-dn", "-t",
            "\(longest ?? Double(Self.longest))", "-ar", "\(rate)", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ]
    }
}
