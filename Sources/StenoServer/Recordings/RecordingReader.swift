import AudioInput
import NIOPosix
import Synchronization

/// Reads a recording on a thread that may wait for the disk.
final class RecordingReader: Sendable {
    private let file: Mutex<AudioFile>

    private init(path: String) throws(AudioInputError) {
        self.file = Mutex(try AudioFile(path: path))
    }

    /// Opens the recording at `path`.
    /// - Throws: `AudioInputError` when it is none.
    static func open(_ path: String) async throws -> RecordingReader {
        try await NIOThreadPool.singleton.runIfActive { try RecordingReader(path: path) }
    }

    /// The next samples of 16 kHz mono; nil at the end.
    /// - Throws: `AudioInputError` when the recording is damaged.
    func next() async throws -> [Float]? {
        try await NIOThreadPool.singleton.runIfActive { try self.file.withLock { try $0.next() } }
    }
}
