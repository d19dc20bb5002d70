// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import HTTPWebSocket

/// What connections hold that no session has taken, as a value.
struct InboundLedgerTests {
    @Test func evictsTheConnectionThatHoldsMost() {
        var ledger = InboundLedger(floor: 10, limit: 100)
        expect(ledger.note(1, holds: 60) == nil)
        expect(ledger.note(2, holds: 40) == nil)
        expect(ledger.note(3, holds: 10) == nil, "little is not counted")
        expect(ledger.total == 100)
        expect(ledger.note(3, holds: 20) == 1)
        expect(ledger.total == 60)
        expect(ledger.note(3, holds: 99) == 3)
        expect(ledger.total == 40)
    }

    @Test func forgetsWhatWasTaken() {
        var ledger = InboundLedger(floor: 10, limit: 100)
        for size in 0..<1_000 { expect(ledger.note(1, holds: size % 100) == nil) }
        expect(ledger.total == 99)
        expect(ledger.note(1, holds: 3) == nil)
        expect(ledger.total == 0)
        _ = ledger.note(1, holds: 50)
        ledger.forget(1)
        ledger.forget(1)
        expect(ledger.total == 0)
    }

    @Test func endsTheConnectionAndForgetsThoseThatAreClosed() {
        let budget = InboundBudget(InboundLedger(floor: 10, limit: 100))
        let ended = Mutex<[Int]>([])
        var accounts = (0..<3).map { number in budget.open { ended.withLock { $0.append(number) } } }
        accounts[0].note(90)
        accounts[1].note(10)
        #expect(ended.withLock { $0 } == [])
        accounts[1].note(20)
        #expect(ended.withLock { $0 } == [0])
        accounts.remove(at: 1)
        accounts[1].note(100)
        #expect(ended.withLock { $0 } == [0])
    }

    @Test func countsTheBytesThatMakeNoWholeFrame() {
        var frame = WebSocketUnfinishedFrame()
        frame.add(1_000)
        frame.finish(chunk: 1_000)
        #expect(frame.bytes == 1_000)
        frame.add(500)
        frame.removeFrame(length: 1_300)
        frame.finish(chunk: 500)
        #expect(frame.bytes == 192)
        // A header longer than it has to be.
        frame.add(20)
        frame.removeFrame(length: 100)
        frame.finish(chunk: 20)
        #expect(frame.bytes == 20)
    }

    @Test func holdsBackReadsUntilTheSessionTakesMessages() {
        let reads = Mutex(0)
        let meter = WebSocketInboundMeter { reads.withLock { $0 += 1 } }
        meter.add(WebSocketInboundMeter.limit)
        #expect(meter.mayRead())
        meter.add(100)
        #expect(!meter.mayRead())
        meter.release(50)
        #expect(reads.withLock { $0 } == 0)
        meter.release(50)
        meter.release(50)
        #expect(reads.withLock { $0 } == 1 && meter.mayRead())
    }
}
