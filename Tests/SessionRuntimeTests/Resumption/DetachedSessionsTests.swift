// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

/// Sessions without a connection and their time, as a value.
struct DetachedSessionsTests {
    private let start = ContinuousClock.now

    private func make(_ maximum: Int = 10) -> DetachedSessions {
        DetachedSessions(settings: ResumptionSettings(timeout: .seconds(60), maximumKept: maximum))
    }

    private func client(_ key: String) -> SessionCounts.Client { SessionCounts.Client(key: key) }

    /// Keeps a session of a key, of those that are over, or have undelivered finals.
    private func keep(
        _ id: String, of key: String = "one", in kept: inout DetachedSessions, after seconds: Int = 0,
        over: Set<String> = [], undelivered: Set<String> = []
    ) -> String? {
        kept.keep(id, of: self.client(key), at: self.start + .seconds(seconds)) { id in
            DetachedSessions.Standing(isOver: over.contains(id), hasUndeliveredFinals: undelivered.contains(id))
        }
    }

    @Test func keepsASessionForTheSetTime() {
        var kept = self.make()
        expect(kept.nextDeadline == nil)
        expect(self.keep("a", in: &kept) == nil)
        expect(self.keep("b", in: &kept, after: 10) == nil)
        expect(kept.nextDeadline == self.start + .seconds(60))
        expect(kept.takeExpired(at: self.start + .seconds(59)) == [])
        expect(kept.takeExpired(at: self.start + .seconds(60)) == ["a"])
        expect(kept.nextDeadline == self.start + .seconds(70))
        expect(kept.takeExpired(at: self.start + .seconds(100)) == ["b"])
        expect(kept.nextDeadline == nil)
    }

    @Test func doesNotExpireASessionWhoseClientCameBack() {
        var kept = self.make()
        _ = self.keep("a", in: &kept)
        kept.remove("a")
        expect(kept.takeExpired(at: self.start + .seconds(100)) == [])
        _ = self.keep("a", in: &kept)
        _ = self.keep("a", in: &kept, after: 30)
        expect(kept.takeExpired(at: self.start + .seconds(60)) == [], "the time counts from the last drop")
        expect(kept.takeExpired(at: self.start + .seconds(90)) == ["a"])
    }

    @Test func evictsTheOldestOfOneClient() {
        var kept = self.make(2)
        expect(self.keep("a", in: &kept) == nil)
        expect(self.keep("b", in: &kept) == nil)
        expect(self.keep("c", in: &kept) == "a")
        expect(self.keep("d", in: &kept, over: ["d"]) == "d", "one that is over goes first")
        expect(kept.takeExpired(at: self.start + .seconds(60)) == ["b", "c"])
    }

    @Test func evictsFromTheClientWithMostSessions() {
        var kept = self.make(3)
        _ = self.keep("alice", of: "alice", in: &kept)
        let evicted = (0..<200).compactMap { self.keep("bob-\($0)", of: "bob", in: &kept, after: 1) }
        expect(evicted == (0..<198).map { "bob-\($0)" })
        // Even if all of bob's have something to deliver, and alice's has nothing.
        let more = (200..<400).compactMap { number in
            self.keep(
                "bob-\(number)", of: "bob", in: &kept, after: 2, undelivered: ["bob-198", "bob-199", "bob-\(number)"])
        }
        expect(more.count == 200 && !more.contains("alice"))
        expect(kept.takeExpired(at: self.start + .seconds(60)) == ["alice"])
    }

    @Test func evictsASessionWithUndeliveredFinalsLast() {
        var kept = self.make(2)
        let undelivered: Set = ["a", "b", "e"]
        _ = self.keep("a", of: "one", in: &kept, undelivered: undelivered)
        _ = self.keep("b", of: "two", in: &kept, undelivered: undelivered)
        expect(
            self.keep("c", of: "three", in: &kept, undelivered: undelivered) == "c",
            "all have one: the one without goes")
        expect(self.keep("d", of: "one", in: &kept, undelivered: undelivered) == "d", "of one's own, the one without")
        expect(self.keep("e", of: "two", in: &kept, over: ["b"], undelivered: undelivered) == "b", "then the oldest")
    }

    @Test func countsByAddressWhereThereAreNoKeys() {
        var kept = self.make(2)
        let alice = SessionCounts.Client(key: nil, address: "192.0.2.1")
        let bob = SessionCounts.Client(key: nil, address: "192.0.2.2")
        let standing = { (_: String) in DetachedSessions.Standing() }
        expect(kept.keep("a", of: alice, at: self.start, standing: standing) == nil)
        expect(kept.keep("b", of: bob, at: self.start, standing: standing) == nil)
        expect(kept.keep("c", of: bob, at: self.start, standing: standing) == "b")
        // A key counts as one client, wherever it is used from.
        var shared = self.make(1)
        let here = SessionCounts.Client(key: "k", address: "192.0.2.1")
        let there = SessionCounts.Client(key: "k", address: "192.0.2.2")
        expect(shared.keep("a", of: here, at: self.start, standing: standing) == nil)
        expect(shared.keep("b", of: there, at: self.start, standing: standing) == "a")
    }

    @Test func clientThatResumesAndLeavesAgainCountsOnce() {
        var kept = self.make(2)
        _ = self.keep("alice-1", of: "alice", in: &kept)
        for _ in 0..<10 { _ = self.keep("bob", of: "bob", in: &kept) }
        expect(self.keep("alice-2", of: "alice", in: &kept) == "alice-1")
    }

    @Test func aTokenIsLongAndMatchesOnlyItself() {
        let token = ResumeToken()
        expect(token.text.utf8.count == 32)
        expect(token.matches(token.text))
        expect(!token.matches(ResumeToken().text) && !token.matches("") && !token.matches(token.text + "0"))
    }
}
