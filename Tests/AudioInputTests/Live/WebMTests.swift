// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct WebMTests {
    private func decode(_ messages: [[UInt8]]) throws -> [Float] { try EncodedTone.decode(.webm, messages) }

    @Test func packetsLacedIntoBlocksAreTheSame() throws {
        let packets = try EncodedTone.packets()
        let expected = try decode([WebMWriter.file(packets)])
        for lacing in [UInt8(1), 3] {
            var file = WebMWriter.header() + WebMWriter.cluster(at: 0)
            for start in stride(from: 0, to: packets.count, by: 5) {
                let group = packets[start..<min(start + 5, packets.count)]
                let sizes = group.dropLast().map(\.count)
                var content = [UInt8(group.count - 1)]
                if lacing == 1 {
                    for size in sizes {
                        content += [UInt8](repeating: 255, count: size / 255) + [UInt8(size % 255)]
                    }
                } else {
                    for (index, size) in sizes.enumerated() {
                        // Two bytes: the first size as it is, then differences.
                        let value = index == 0 ? size : size - sizes[index - 1] + 8_191
                        content += [0x40 | UInt8(value >> 8), UInt8(value & 255)]
                    }
                }
                file += WebMWriter.block(content + group.joined(), at: start * 20, lacing: lacing)
            }
            #expect(try decode([file]) == expected)
        }
    }

    @Test func otherTracksAreLeftOut() throws {
        let packets = try EncodedTone.packets()
        let expected = try decode([WebMWriter.file(packets)])
        var file = WebMWriter.header() + WebMWriter.cluster(at: 0)
        for (index, packet) in packets.enumerated() {
            // A frame of video, and one that is larger than any audio.
            file += WebMWriter.block([UInt8](repeating: 7, count: index == 20 ? 300_000 : 99), at: index * 20, track: 1)
            file += WebMWriter.block(packet, at: index * 20)
        }
        #expect(try decode([file]) == expected)
    }

    @Test func aGapInTheTimesIsFilled() throws {
        let packets = try EncodedTone.packets()
        let whole = try decode([WebMWriter.file(packets)])
        let gap = try decode([WebMWriter.header()] + WebMWriter.clusters(packets, delays: [70: 1_000]))
        #expect(gap.count == whole.count + 16_000)
        #expect(gap[..<20_000] == whole[..<20_000])
        // Silence, but for what is told from what came before.
        #expect(gap[26_000..<36_000].allSatisfy { $0.magnitude < 0.01 })
        #expect(abs(Tone.level(of: gap[45_000..<60_000])) < 0.5)
    }

    @Test func wavesOfTheCaptureClockAreNoGap() throws {
        let packets = try EncodedTone.packets()
        let delays = Dictionary(uniqueKeysWithValues: (1..<packets.count).map { ($0, $0 % 2 == 0 ? 15 : -15) })
        let whole = try decode([WebMWriter.file(packets)])
        #expect(try decode([WebMWriter.header()] + WebMWriter.clusters(packets, delays: delays)) == whole)
    }

    /// A damaged time is no reason for hours of silence.
    @Test func aTimeFarAwayIsNotBelieved() throws {
        let packets = try EncodedTone.packets()
        let far = try decode([WebMWriter.header()] + WebMWriter.clusters(packets, delays: [100: 10_000_000]))
        #expect(far.count == (try decode([WebMWriter.file(packets)])).count)
    }

    @Test func restartedRecorderContinues() throws {
        let file = WebMWriter.file(try EncodedTone.packets())
        let once = try decode([file])
        #expect(try decode([file, file]).count == 2 * once.count)
    }

    @Test func damageIsPassedOverToTheNextCluster() throws {
        var clusters = WebMWriter.clusters(try EncodedTone.packets())
        clusters[1].replaceSubrange(100..<4_000, with: [UInt8](repeating: 0, count: 3_900))
        let samples = try decode([WebMWriter.header()] + clusters)
        // The gap is filled by the times of what follows.
        #expect(abs(samples.count - 48_000) < 1_000)
        #expect(abs(Tone.level(of: samples[34_000..<46_000])) < 0.5)
    }

    /// One whose size is no number: the search for a cluster must not find it again and again.
    @Test func aDamagedClusterIsPassedOver() throws {
        let packets = try EncodedTone.packets()
        let damaged: [UInt8] = [0x1F, 0x43, 0xB6, 0x75, 0]
        let samples = try decode([WebMWriter.header() + damaged + WebMWriter.clusters(packets).joined()])
        #expect(try samples == decode([WebMWriter.file(packets)]))
    }

    @Test func damageWithoutEndIsAnError() throws {
        let file = WebMWriter.file(try EncodedTone.packets())
        let error = try #require(throws: AudioInputError.self) {
            _ = try decode([file, [UInt8](repeating: 0, count: 2 << 20)])
        }
        #expect(error.code == .notAudio)
    }

    @Test func anotherCodecIsRejectedByName() throws {
        let error = try #require(throws: AudioInputError.self) {
            _ = try decode([WebMWriter.header(codec: "A_VORBIS") + WebMWriter.cluster(at: 0)])
        }
        #expect(error.code == .unsupportedEncoding && error.message.contains("A_VORBIS"))
    }
}
