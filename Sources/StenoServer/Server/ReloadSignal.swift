// SPDX-License-Identifier: Apache-2.0

public import ServiceLifecycle
import UnixSignals

/// Reads again what may change while the server runs, at each SIGHUP.
public struct ReloadSignal: Service {
    /// What to read again; each tells of its own failures and leaves things as they were.
    public let actions: [@Sendable () async -> Void]

    /// Does nothing else than these.
    public init(actions: [@Sendable () async -> Void]) {
        self.actions = actions
    }

    /// Waits for signals until the surrounding service group shuts down.
    public func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            for action in self.actions { await action() }
        }
    }
}
