// SPDX-License-Identifier: Apache-2.0

/// Which connections hold much that no session has taken yet, such as a message that is not complete. A plain value.
struct InboundLedger {
    /// What a connection may always hold, in bytes; it is not counted.
    let floor: Int
    private let limit: Int
    private var held: [Int: Int] = [:]
    private(set) var total = 0

    /// - Parameters:
    ///   - floor: what each connection may hold besides, in bytes.
    ///   - limit: what all of them may hold together, in bytes.
    init(floor: Int = 512 * 1024, limit: Int = 128 * 1024 * 1024) {
        self.floor = floor
        self.limit = limit
    }

    /// A connection holds so much now.
    /// - Returns: the connection that has to end, the one that holds most; nil while there is room.
    mutating func note(_ connection: Int, holds bytes: Int) -> Int? {
        self.forget(connection)
        guard bytes > self.floor else { return nil }
        self.held[connection] = bytes
        self.total += bytes
        guard self.total > self.limit, let largest = self.held.max(by: { $0.value < $1.value })?.key else { return nil }
        self.forget(largest)
        return largest
    }

    /// A connection holds little, or is closed.
    mutating func forget(_ connection: Int) {
        self.total -= self.held.removeValue(forKey: connection) ?? 0
    }
}
