// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore
import NIOPosix
import ServerAccess
import Synchronization

/// Opens and reads recordings on threads of their own: a slow one holds up neither other files nor an event loop.
///
/// There are more threads than processes of `ffmpeg`: those that wait for a process never take the last one.
final class RecordingDecoders: Sendable {
    /// How long a recording waits for its turn to be read by `ffmpeg`.
    private static let patience = Duration.seconds(120)

    private let limits: LimitSettings
    private let turns: ProcessTurns
    /// Made for the first recording.
    private let threads = Mutex<NIOThreadPool?>(nil)

    /// - Parameter limits: how long a recording may last, and how many processes may run.
    init(limits: LimitSettings) {
        self.limits = limits
        self.turns = ProcessTurns(limit: limits.ffmpegProcesses, patience: Self.patience)
    }

    deinit { self.threads.withLock { $0?.shutdownGracefully { _ in } } }

    /// Opens the recording at `path`.
    /// - Parameters:
    ///   - channel: the only one to read, from 0; nil for the average of all.
    ///   - owner: whose it is, as far as processes are counted.
    /// - Throws: `AudioInputError` when it is none, ``Rejection`` when too many wait for `ffmpeg`, `CancellationError`.
    func open(_ path: String, channel: Int? = nil, owner: ProcessQueue.Owner) async throws -> RecordingReader {
        do {
            return try await self.open(path, channel, nil)
        } catch let error as AudioInputError where error.code == .programNeeded {
            return try await self.open(path, channel, try await self.turns.wait(owner))
        }
    }

    private func open(_ path: String, _ channel: Int?, _ turn: ProcessTurn?) async throws -> RecordingReader {
        let longest = self.limits.recordingDuration.map { $0 / .seconds(1) }
        return try await self.pool.runIfActive {
            let file = try AudioFile(
                path: path, name: "The recording", channel: channel, longest: longest, mayRunFFmpeg: turn != nil)
            return RecordingReader(file, turn, self)
        }
    }

    /// The threads.
    var pool: NIOThreadPool {
        self.threads.withLock { threads in
            if let threads { return threads }
            let pool = NIOThreadPool(numberOfThreads: self.limits.ffmpegProcesses + max(2, System.coreCount))
            pool.start()
            threads = pool
            return pool
        }
    }
}
