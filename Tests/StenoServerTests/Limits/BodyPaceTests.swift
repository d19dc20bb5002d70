// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import ServerAccess

/// How fast the body of a request has to come, as a value.
struct BodyPaceTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func at(_ seconds: Int) -> NIODeadline { self.start + .seconds(Int64(seconds)) }

    @Test func endsABodyThatTrickles() {
        var pace = BodyPace()
        expect(pace.deadline == nil)
        for second in stride(from: 0, to: 30, by: 10) {
            pace.asked(at: self.at(second))
            expect(pace.deadline == self.at(30))
            pace.arrived(1, at: self.at(second + 10))
        }
        pace.asked(at: self.at(30))
        expect(pace.deadline == self.at(30), "a byte now and then gives no more time")
    }

    @Test func givesTimeForWhatCame() {
        var pace = BodyPace()
        for second in 0..<1_000 {
            pace.asked(at: self.at(second))
            expect(pace.deadline ?? self.start >= self.at(second + 1))
            pace.arrived(BodyPace.leastSpeed, at: self.at(second + 1))
        }
    }

    @Test func doesNotCountTheServersOwnTime() {
        var pace = BodyPace()
        pace.asked(at: self.at(0))
        pace.arrived(10, at: self.at(1))
        expect(pace.deadline == nil, "nobody reads, so nothing can come")
        pace.asked(at: self.at(500))
        pace.asked(at: self.at(501))
        expect(pace.deadline == self.at(529))
    }
}
