// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
internal import Dispatch
internal import Synchronization

/// The samples of a recording. Reading blocks, so it happens on a queue and not in the pool of Swift concurrency.
final class RecordedAudio: AsyncSequence, AsyncIteratorProtocol, Sendable {
    private enum State: ~Copyable, Sendable {
        case unopened(path: String)
        case open(AudioFile)
        case ended
    }

    private let queue = DispatchQueue(label: "steno.recording")
    private let state: Mutex<State>

    init(path: String) { state = Mutex(.unopened(path: path)) }

    func makeAsyncIterator() -> RecordedAudio { self }

    func next() async throws -> [Float]? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.read() }) }
        }
    }

    private func read() throws -> [Float]? {
        try state.withLock { state in
            var file: AudioFile
            switch consume state {
            case .unopened(let path):
                state = .ended
                file = try AudioFile(path: path)
            case .open(let opened):
                state = .ended
                file = opened
            case .ended:
                state = .ended
                return nil
            }
            guard let samples = try file.next() else { return nil }
            state = .open(file)
            return samples
        }
    }
}
