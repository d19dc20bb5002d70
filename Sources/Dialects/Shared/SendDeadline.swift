// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A client that does not read what it is sent.
struct SlowClientError: Error, Equatable, CustomStringConvertible {
    /// How long it has read nothing.
    let limit: Duration

    var description: String {
        "The client has not read its messages for \(self.limit). Read them as they come."
    }
}

/// Gives up on a client that does not read what it is sent, one message after the other.
final class SendDeadline: Sendable {
    private let limit: Duration
    /// When the message that is being sent was begun; nil between messages.
    private let began = Mutex<ContinuousClock.Instant?>(nil)

    private init(limit: Duration) {
        self.limit = limit
    }

    /// Sends messages.
    /// - Parameters:
    ///   - limit: how long each may take.
    ///   - body: sends every message by ``send(_:)``; cancelled when one takes longer.
    /// - Throws: ``SlowClientError`` when one takes longer, what `body` throws.
    static func run(_ limit: Duration, _ body: @escaping @Sendable (SendDeadline) async throws -> Void) async throws {
        let deadline = SendDeadline(limit: limit)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body(deadline) }
            group.addTask { try await deadline.watch() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Sends a message.
    func send(_ body: () async throws -> Void) async throws {
        self.began.withLock { $0 = .now }
        defer { self.began.withLock { $0 = nil } }
        try await body()
    }

    /// Throws once a message takes too long.
    private func watch() async throws {
        while true {
            let (began, now) = (self.began.withLock { $0 }, ContinuousClock.now)
            if let began, now >= began + self.limit { throw SlowClientError(limit: self.limit) }
            try await Task.sleep(until: (began ?? now) + self.limit, clock: .continuous)
        }
    }
}
