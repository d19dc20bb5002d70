import AudioInput
import NIOPosix
import Synchronization

/// Reads a recording on a thread that may wait for the disk.
final class RecordingReader: Sendable {
    /// How many channels it has; 1 where that is not known.
    let channels: Int
    private let file: Mutex<AudioFile>

    private init(path: String, channel: Int?) throws(AudioInputError) {
        let file = try AudioFile(path: path, channel: channel)
        self.channels = file.channels
        self.file = Mutex(file)
    }

    /// Opens the recording at `path`.
    /// - Parameter channel: the only one to read, from 0; nil for the average of all.
    /// - Throws: `AudioInputError` when it is none.
    static func open(_ path: String, channel: Int? = nil) async throws -> RecordingReader {
        try await NIOThreadPool.singleton.runIfActive { try RecordingReader(path: path, channel: channel) }
    }

    /// The next samples of 16 kHz mono; nil at the end.
    /// - Throws: `AudioInputError` when the recording is damaged.
    func next() async throws -> [Float]? {
        try await NIOThreadPool.singleton.runIfActive { try self.file.withLock { try $0.next() } }
    }
}
