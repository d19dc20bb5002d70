// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Work for a request, which is cancelled when its client is gone: no one waits for the answer any longer.
enum ConnectionTask {
    /// Runs the work.
    static func run<Result: Sendable>(
        on channel: any Channel, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await work() }
        let handler = PeerLeavingHandler { task.cancel() }
        do {
            try await channel.pipeline.addHandler(handler, position: .first).get()
        } catch {
            // The connection was closed already.
            task.cancel()
        }
        defer { channel.pipeline.removeHandler(handler, promise: nil) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
