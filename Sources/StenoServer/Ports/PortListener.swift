// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Listens on one port of each address that a host stands for, and says which when it cannot.
///
/// Of a free port the first address decides: the others take the same.
struct PortListener: Service {
    /// Makes what listens on one address, which calls the last parameter with the port once it does.
    typealias Make = @Sendable (_ host: String, _ port: Int, @escaping @Sendable (Int) async -> Void) -> any Service

    let hosts: [String]
    let port: Int
    /// The command line's option for the port.
    let option: String
    let logger: Logger
    /// Called once with the port, when all that can be listened on are.
    let onListening: @Sendable (Int) async -> Void
    let make: Make

    func run() async throws {
        try await self.listen(self.hosts[...], port: self.port, onListening: self.onListening)
    }

    private func listen(
        _ hosts: ArraySlice<String>, port: Int, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        guard let host = hosts.first else { return }
        let others = hosts.dropFirst()
        let (ports, sink) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { sink.finish() }
                do {
                    try await self.make(host, port) { sink.yield($0) }.run()
                } catch {
                    throw ServerError.explaining(error, host: host, port: port, option: self.option) ?? error
                }
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                guard !others.isEmpty else { return await onListening(port) }
                do {
                    try await self.listen(others, port: port, onListening: onListening)
                } catch let error as ServerError {
                    // The first address serves; a machine without IPv6 has no other.
                    if error.code != .unknownHost {
                        self.logger.warning("Clients cannot connect to every address", metadata: ["error": "\(error)"])
                    }
                    await onListening(port)
                }
            }
            try await group.waitForAll()
        }
    }
}
