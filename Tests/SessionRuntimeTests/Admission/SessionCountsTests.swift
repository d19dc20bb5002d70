// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

/// Counting of sessions.
struct SessionCountsTests {
    private static func client(_ key: String?, _ address: String? = nil) -> SessionCounts.Client {
        SessionCounts.Client(key: key, address: address)
    }

    @Test func eachLimitIsKept() throws {
        var counts = SessionCounts()
        func enter(_ client: SessionCounts.Client) throws {
            try counts.enter(client, limit: 3, keyLimit: 2, addressLimit: 1)
        }
        try enter(Self.client("a", "192.0.2.1"))
        #expect(throws: SessionCounts.Limit.address(1)) { try enter(Self.client("b", "192.0.2.1")) }
        try enter(Self.client("a", "192.0.2.2"))
        #expect(throws: SessionCounts.Limit.key(2)) { try enter(Self.client("a", "192.0.2.3")) }
        try enter(Self.client(nil))
        #expect(throws: SessionCounts.Limit.all(3)) { try enter(Self.client(nil)) }
        counts.leave(Self.client("a", "192.0.2.1"))
        try enter(Self.client("b", "192.0.2.1"))
    }

    @Test func rejectedSessionTakesNoCapacity() throws {
        var counts = SessionCounts()
        try counts.enter(Self.client("a", "192.0.2.1"), limit: 9, keyLimit: 1, addressLimit: 9)
        let before = counts
        #expect(throws: SessionCounts.Limit.key(1)) {
            try counts.enter(Self.client("a", "192.0.2.2"), limit: 9, keyLimit: 1, addressLimit: 9)
        }
        #expect(counts == before)
    }

    @Test func nothingIsLeftOfThoseWhoAreGone() throws {
        var counts = SessionCounts()
        var clients: [SessionCounts.Client] = []
        for index in 0..<1000 {
            let client = Self.client("\(index % 7)", "10.0.\(index % 11).1")
            try counts.enter(client, limit: .max, keyLimit: nil, addressLimit: nil)
            clients.append(client)
        }
        #expect(counts.all == 1000)
        for client in clients.shuffled() { counts.leave(client) }
        #expect(counts == SessionCounts())
    }

    @Test func permitIsReleasedOnceAndWithItsLastReference() throws {
        final class Count { nonisolated(unsafe) var value = 0 }
        let count = Count()
        nonisolated(unsafe) let unsafe = count
        var permit: SessionPermit? = try SessionPermit(client: SessionCounts.Client(), checkLoad: { {} }) {
            unsafe.value += 1
        }
        permit?.release()
        permit?.release()
        #expect(count.value == 1)
        permit = nil
        #expect(count.value == 1)
        permit = try SessionPermit(client: SessionCounts.Client(), checkLoad: { {} }) { unsafe.value += 1 }
        permit = nil
        #expect(count.value == 2 && permit == nil)
    }
}
