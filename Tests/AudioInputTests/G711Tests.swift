// SPDX-License-Identifier: Apache-2.0

import AudioInput
import CSndFile
import Testing

/// The tables are those of ITU-T G.711, which libsndfile has from Sun's reference implementation. AU-6.
@Suite struct G711Tests {
    let folder = TemporaryFolder()

    /// What libsndfile reads the 256 codes as.
    private func reference(_ format: Int) throws -> [Int16] {
        let path = folder.write((0...255).map { UInt8($0) }, to: "codes.raw")
        var info = SF_INFO()
        info.samplerate = 8_000
        info.channels = 1
        info.format = Int32(SF_FORMAT_RAW | format)
        let file = try #require(sf_open(path, Int32(SFM_READ), &info))
        defer { sf_close(file) }
        var samples = [Int16](repeating: 0, count: 256)
        #expect(sf_read_short(file, &samples, 256) == 256)
        return samples
    }

    @Test func everyCodeOfMuLaw() throws {
        #expect(G711.muLaw.samples == (try reference(SF_FORMAT_ULAW)).map { Float($0) / 32768 })
        #expect(G711.muLaw.samples[0xFF] == 0 && G711.muLaw.samples[0x00] == -32124 / 32768)
    }

    @Test func everyCodeOfALaw() throws {
        #expect(G711.aLaw.samples == (try reference(SF_FORMAT_ALAW)).map { Float($0) / 32768 })
        #expect(G711.aLaw.samples[0xD5] == 8.0 / 32768 && G711.aLaw.samples[0x2A] == -32256.0 / 32768)
    }

    @Test func codesOfSamplesAreTheNearest() {
        for law in [G711.muLaw, G711.aLaw] {
            for sample in law.samples { #expect(law.samples[Int(law.encode(sample))] == sample) }
            #expect(abs(law.samples[Int(law.encode(0))]) <= 8 / 32768)
            #expect(law.samples[Int(law.encode(2))] == law.samples.max())
        }
    }

    @Test(arguments: [SampleEncoding.mulaw, .alaw]) func aStreamOfCodes(encoding: SampleEncoding) throws {
        let law = encoding == .mulaw ? G711.muLaw : G711.aLaw
        let tone = Tone.samples(440, rate: 8_000, count: 8_000)
        var decoder = try PCMDecoder(encoding: encoding, channels: 2)
        let decoded = decoder.decode(tone.flatMap { [law.encode($0), law.encode($0)] })
        #expect(Tone.ratio(of: decoded[...], to: 440, rate: 8_000, from: 0) > 35)
    }
}
