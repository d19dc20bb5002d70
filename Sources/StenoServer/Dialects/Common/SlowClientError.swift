/// A client that does not read what it is told.
struct SlowClientError: Error, Equatable, CustomStringConvertible {
    /// How long it has read nothing.
    let limit: Duration

    var description: String {
        "The client has not read its messages for \(self.limit). Read them as they come."
    }

    /// Sends something, and gives up on a client that does not take it.
    /// - Throws: ``SlowClientError`` when it is not taken within the limit, whatever `send` throws.
    static func limiting(_ limit: Duration, _ send: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await send() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SlowClientError(limit: limit)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
