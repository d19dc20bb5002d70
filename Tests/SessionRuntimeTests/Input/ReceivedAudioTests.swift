// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import SessionRuntime

/// What has arrived of a client's audio, as a value.
struct ReceivedAudioTests {
    @Test(arguments: 1...9)
    func anyCutGivesWholeSamples(size: Int) {
        var audio = ReceivedAudio(unit: .bytes(4), acknowledgementInterval: 1_000)
        let bytes = (0..<43).map { UInt8($0) }
        var taken: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let whole = audio.take(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            expect(whole.readableBytes % 4 == 0)
            taken += whole.readableBytesView
        }
        expect(taken == Array(bytes.prefix(40)))
        expect(audio.samples == 10)
    }

    @Test func aSampleThatBrokeOffIsSentAgain() {
        var audio = ReceivedAudio(unit: .bytes(4), acknowledgementInterval: 1_000)
        _ = audio.take(ByteBuffer(bytes: [1, 2, 3, 4, 5, 6]))
        expect(audio.samples == 1)
        audio.breakOff()
        expect(audio.take(ByteBuffer(bytes: [5, 6, 7, 8])) == ByteBuffer(bytes: [5, 6, 7, 8]))
        expect(audio.samples == 2)
    }

    @Test func acknowledgesNowAndThen() {
        var audio = ReceivedAudio(unit: .bytes(2), acknowledgementInterval: 10)
        _ = audio.take(ByteBuffer(repeating: 0, count: 19))
        expect(audio.takeAcknowledgement() == nil)
        _ = audio.take(ByteBuffer(repeating: 0, count: 5))
        expect(audio.takeAcknowledgement() == 12)
        expect(audio.takeAcknowledgement() == nil)
        _ = audio.take(ByteBuffer(repeating: 0, count: 18))
        // A client that comes back is told by the answer.
        audio.breakOff()
        expect(audio.takeAcknowledgement() == nil)
    }

    /// Packets are counted, whatever is in them.
    @Test func messagesThatArePackets() {
        var audio = ReceivedAudio(unit: .message, acknowledgementInterval: 3)
        for packet in [[1, 2, 3], [], [4]] as [[UInt8]] {
            #expect(audio.take(ByteBuffer(bytes: packet)) == ByteBuffer(bytes: packet))
        }
        audio.breakOff()
        #expect(audio.samples == 3)
    }
}
