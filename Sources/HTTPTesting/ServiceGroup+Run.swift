// SPDX-License-Identifier: Apache-2.0

import Logging
package import ServiceLifecycle

extension ServiceGroup {
    /// Runs a service while `body` runs, then shuts it down as SIGTERM does.
    /// - Parameter body: gets the group, which it may shut down itself.
    package static func run<Result: Sendable>(
        _ service: some Service, while body: @escaping @Sendable (ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Result
            do {
                result = try await body(group)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }
}
