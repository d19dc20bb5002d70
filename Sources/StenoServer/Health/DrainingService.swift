// SPDX-License-Identifier: Apache-2.0

import Dialects
import Logging
import ServiceLifecycle

/// A service that is shut down only after its sessions have ended.
struct DrainingService: Service {
    let services: [any Service]
    let drain: SessionDrain
    let logger: Logger

    func run() async throws {
        let group = ServiceGroup(configuration: .init(services: self.services, logger: self.logger))
        // Detached: a shutdown of the surrounding group must not reach it before its time.
        let serving = Task.detached { try await group.run() }
        let draining = Task {
            try? await gracefulShutdown()
            guard !Task.isCancelled else { return }
            self.logger.info("Shutting down", metadata: ["sessions": .stringConvertible(self.drain.count)])
            await self.drain.drain()
            await group.triggerGracefulShutdown()
        }
        defer { draining.cancel() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            serving.cancel()
        }
    }
}
