// SPDX-License-Identifier: Apache-2.0

import CSndFile
import Synchronization

/// A recording that libsndfile reads.
struct SoundFileReader: SampleReader {
    /// Frames of the recording in a block.
    private static let blockFrames = 1 << 16

    /// libsndfile keeps the reason for a failed open in one variable for all threads.
    private static let opening = Mutex<Void>(())

    let sampleRate: Int
    let channels: Int
    let duration: Double?
    private let file: FilePath
    private let handle: Handle
    /// MP3 files announce an estimate.
    let isDurationExact: Bool
    private let span: SoundFileSpan
    private var framesRead = 0

    /// The C library's file. Unchecked around the pointer: it belongs to one reader, which is not copied, so that it never has two
    /// users.
    private final class Handle: @unchecked Sendable {
        let file: OpaquePointer
        /// What the file reads from, if it is not on the disk as it is read.
        private let view: SoundFileView?

        init(_ file: OpaquePointer, _ view: SoundFileView?) {
            self.file = file
            self.view = view
        }

        deinit { sf_close(file) }
    }

    /// - Parameters:
    ///   - file: where the recording is.
    ///   - span: which part of it is read.
    ///   - bytes: the file.
    /// - Throws: ``AudioInputError`` with code `unreadable`, `notAudio` or `unsupportedEncoding`.
    init(_ file: FilePath, _ span: SoundFileSpan, of bytes: FileBytes) throws(AudioInputError) {
        var info = SF_INFO()
        let isWhole = span.corrections.isEmpty && span.range == 0..<bytes.size
        handle = try Self.open(file, isWhole ? nil : SoundFileView(bytes, span), &info)
        self.file = file
        self.span = span
        sampleRate = Int(info.samplerate)
        channels = Int(info.channels)
        let seconds = info.frames == sf_count_t.max ? nil : Double(info.frames) / Double(max(1, info.samplerate))
        // libsndfile counts what is there, the header says what should be.
        duration = seconds.map { $0 * span.announced }
        isDurationExact = Int(info.format) & SF_FORMAT_TYPEMASK != SF_FORMAT_MPEG
    }

    mutating func next() -> [Float] {
        let block = [Float](unsafeUninitializedCapacity: Self.blockFrames * channels) { buffer, count in
            let frames = sf_readf_float(handle.file, buffer.baseAddress, sf_count_t(Self.blockFrames))
            count = max(0, Int(frames)) * channels
        }
        framesRead += block.count / channels
        return block
    }

    func checkEnd() throws(AudioInputError) {
        guard framesRead > 0 else {
            throw AudioInputError(
                .empty, "\(file.name) holds no sound", remedy: "If it should, convert it: \(file.command)")
        }
        let seconds = Double(framesRead) / Double(sampleRate)
        let isShort = isDurationExact && duration.map { $0 - seconds > 0.5 / Double(sampleRate) } ?? false
        guard isShort || Int(sf_error(handle.file)) != SF_ERR_NO_ERROR else { return }
        throw file.truncated(after: seconds, of: duration)
    }

    private static func open(
        _ file: FilePath, _ view: SoundFileView?, _ info: inout SF_INFO
    ) throws(AudioInputError) -> Handle {
        let (handle, code) = opening.withLock { _ in
            let handle = view.map { $0.open(&info) } ?? sf_open(file.path, Int32(SFM_READ), &info)
            return (handle.map { Handle($0, view) }, sf_error(nil))
        }
        if let handle { return handle }
        switch Int(code) {
        case SF_ERR_SYSTEM:
            throw AudioInputError(.unreadable, "\(file.name) cannot be read", remedy: "Check the disk")
        case SF_ERR_UNSUPPORTED_ENCODING:
            throw AudioInputError(
                .unsupportedEncoding, "\(file.name) is encoded in a way that is not supported", remedy: file.conversion)
        default:
            throw AudioInputError(
                .notAudio, "\(file.name) is not a recording in a known format", remedy: file.conversion)
        }
    }
}
