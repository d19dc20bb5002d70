// SPDX-License-Identifier: Apache-2.0

// Transcribes live audio: arecord -t raw -f S16_LE -r 16000 | .build/release/TranscribeStream
import AudioInput
import Dispatch
import Glibc
import StenoKit

// Standard input, as 16-bit samples of 16 kHz. Reading blocks, so it happens on a queue of its own.
let microphone = AsyncThrowingStream<[Float], any Error> { continuation in
    DispatchQueue(label: "microphone").async {
        do {
            var decoder = try LiveAudioDecoder(encoding: .s16, sampleRate: 16_000)
            var bytes = [UInt8](repeating: 0, count: 3_200)
            while case let count = read(STDIN_FILENO, &bytes, bytes.count), count > 0 {
                decoder.append(bytes[..<count])
                while let samples = try decoder.next() { continuation.yield(samples) }
            }
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
}

let transcriber = try Transcriber(model: "base")
for try await event in try transcriber.stream(microphone) {
    switch event {
    case .partial(let partial): print("…", partial.text)
    case .final(let final): print(final.text)
    default: break
    }
}
