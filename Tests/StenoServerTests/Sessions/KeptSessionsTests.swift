import Testing

@testable import StenoServer

/// Sessions without a connection and their time, as a value.
struct KeptSessionsTests {
    private let start = ContinuousClock.now

    private func make(_ maximum: Int = 10) -> KeptSessions {
        KeptSessions(settings: ResumptionSettings(timeout: .seconds(60), maximumKept: maximum))
    }

    @Test func aSessionIsKeptForTheSetTime() {
        var kept = self.make()
        expect(kept.nextDeadline == nil)
        expect(kept.keep("a", isOver: false, at: self.start) == nil)
        expect(kept.keep("b", isOver: false, at: self.start + .seconds(10)) == nil)
        expect(kept.nextDeadline == self.start + .seconds(60))
        expect(kept.takeExpired(at: self.start + .seconds(59)) == [])
        expect(kept.takeExpired(at: self.start + .seconds(60)) == ["a"])
        expect(kept.nextDeadline == self.start + .seconds(70))
        expect(kept.takeExpired(at: self.start + .seconds(100)) == ["b"])
        expect(kept.nextDeadline == nil)
    }

    @Test func whoComesBackDoesNotExpire() {
        var kept = self.make()
        _ = kept.keep("a", isOver: false, at: self.start)
        kept.remove("a")
        expect(kept.takeExpired(at: self.start + .seconds(100)) == [])
        _ = kept.keep("a", isOver: false, at: self.start)
        _ = kept.keep("a", isOver: false, at: self.start + .seconds(30))
        expect(kept.takeExpired(at: self.start + .seconds(60)) == [], "the time counts from the last drop")
        expect(kept.takeExpired(at: self.start + .seconds(90)) == ["a"])
    }

    @Test func beyondTheNumberTheOldestGoes() {
        var kept = self.make(2)
        expect(kept.keep("a", isOver: false, at: self.start) == nil)
        expect(kept.keep("b", isOver: false, at: self.start) == nil)
        expect(kept.keep("c", isOver: false, at: self.start) == "a")
        expect(kept.keep("d", isOver: true, at: self.start) == "d", "what only waits to be read again goes first")
        expect(kept.takeExpired(at: self.start + .seconds(60)) == ["b", "c"])
    }

    @Test func aTokenIsLongAndMatchesOnlyItself() {
        let token = ResumeToken()
        expect(token.text.utf8.count == 32)
        expect(token.matches(token.text))
        expect(!token.matches(ResumeToken().text) && !token.matches("") && !token.matches(token.text + "0"))
    }

    @Test func theWishToResumeIsInTheQuery() throws {
        expect(try ResumeRequest(query: StenoQuery.parse("language=en&last_event=3")) == nil)
        let request = try ResumeRequest(query: StenoQuery.parse("resume=ab&resume_token=cd&last_event=3&language=en"))
        expect(request?.session == "ab" && request?.token == "cd" && request?.lastEvent == 3)
        expect(try ResumeRequest(query: StenoQuery.parse("resume=ab"))?.lastEvent == 0)
        for number in ["-1", "x", "1.5", "1e300", ""] {
            let error = #expect(throws: StenoProtocolError.self) {
                try ResumeRequest(query: StenoQuery.parse("resume=ab&last_event=\(number)"))
            }
            expect(error?.code == .invalidParameter)
        }
    }
}
