// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOPosix
import Synchronization

/// Reads a recording on the threads of ``RecordingDecoders``.
final class RecordingReader: Sendable {
    private struct Content: ~Copyable {
        var file: AudioFile
        let turn: ProcessTurn?
    }

    /// A recording that is closed at its end, or when no one reads it any longer.
    private final class Source: Sendable {
        private let content: Mutex<Content?>

        init(_ file: consuming AudioFile, _ turn: ProcessTurn?) {
            self.content = Mutex(Content(file: file, turn: turn))
        }

        func next() throws -> [Float]? {
            do {
                if let samples = try self.content.withLock({ try $0?.file.next() }) { return samples }
            } catch {
                self.close()
                throw error
            }
            self.close()
            return nil
        }

        /// Waits for the end of the process, whose turn is over then.
        func close() {
            withExtendedLifetime(
                self.content.withLock { content in
                    let turn = content?.turn
                    content = nil
                    return turn
                }
            ) {}
        }
    }

    /// How many channels it has; 1 where that is not known.
    let channels: Int
    private let source: Source
    private let decoders: RecordingDecoders

    /// - Parameter turn: what its process holds; nil without one.
    init(_ file: consuming AudioFile, _ turn: ProcessTurn?, _ decoders: RecordingDecoders) {
        self.channels = file.channels
        self.source = Source(file, turn)
        self.decoders = decoders
    }

    deinit {
        // A process that is killed takes a moment to end.
        self.decoders.pool.submit { [source] _ in source.close() }
    }

    /// The next samples of 16 kHz mono; nil at the end.
    /// - Throws: `AudioInputError` when the recording is damaged, too long, or too much to read.
    func next() async throws -> [Float]? {
        try await self.decoders.pool.runIfActive { [source] in try source.next() }
    }
}
