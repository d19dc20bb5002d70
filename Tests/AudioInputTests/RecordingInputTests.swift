// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
import Testing

@testable import AudioInput

/// What people name as a recording.
@Suite struct RecordingInputTests {
    let folder = TemporaryFolder()

    @Test func readsAPipeToItsEnd() throws {
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let bytes = SoundFile.wav((0..<100_000).map { Int16($0 % 1_000) })
        let writer = Task.detached {
            let file = fopen(path, "wb")
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }
        let input = try RecordingInput(path)
        // It may be opened again and again.
        for _ in 0..<2 {
            var file = try AudioFile(input)
            #expect(file.duration == 6.25)
            var count = 0
            while let block = try file.next() { count += block.count }
            #expect(count == 100_000)
        }
        _ = writer
    }

    @Test func namesWhatWasGiven() throws {
        let path = folder.write(Array("no sound".utf8), to: "a.wav")
        let input = try RecordingInput(path, name: "caf\u{FFFD}.wav")
        let error = try #require(throws: AudioInputError.self) { _ = try AudioFile(input) }
        #expect(error.message.hasPrefix("caf\u{FFFD}.wav is not a recording"))
    }
}
