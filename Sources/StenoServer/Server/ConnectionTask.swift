import NIOCore
import Synchronization

/// Work for a request, which is cancelled when its connection is closed: nobody waits for the answer any more.
final class ConnectionTask: Sendable {
    private let cancellation = Mutex<(@Sendable () -> Void)?>(nil)

    private init() {}

    /// Runs the work.
    static func run<Result: Sendable>(
        on channel: any Channel, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let connectionTask = ConnectionTask()
        let task = Task { try await work() }
        connectionTask.cancellation.withLock { $0 = { task.cancel() } }
        // A connection has many requests, and remembers this for each to its end: so that there is little to remember.
        defer { connectionTask.cancellation.withLock { $0 = nil } }
        channel.closeFuture.whenComplete { _ in connectionTask.cancellation.withLock { $0 }?() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
