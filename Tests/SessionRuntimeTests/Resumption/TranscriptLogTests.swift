// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

struct TranscriptLogTests {
    @Test func theLogIsAllFinalsJoinedAndBounded() {
        var log = TranscriptLog(limit: 20)
        #expect(log.text() == "")
        log.append("one two.", number: 3)
        log.append("three.", number: 7)
        #expect(log.text() == "one two. three.")
        #expect(log.text(through: 6) == "one two." && log.text(through: 2) == "")
        log.append("four.", number: 8)
        #expect(log.text() == "three. four.")
        log.append("a final longer than the limit", number: 9)
        #expect(log.text() == "a final longer than the limit")
    }
}
