// SPDX-License-Identifier: Apache-2.0

// Sends a recording to a running server: .build/release/StreamToServer talk.wav ws://localhost:8765
import AudioInput
import StenoClient

let (path, address) = (CommandLine.arguments[1], CommandLine.arguments[2])
// The protocol's defaults: 32-bit floats of 16 kHz. The stream reconnects and resumes by itself.
let stream = StenoStream(address: address, sampleRate: 16_000, sampleSize: 4)
let sending = Task.detached {
    defer { stream.stop() }
    var file = try AudioFile(path: path)
    while let samples = try file.next() {
        try await stream.send(samples.withUnsafeBytes { Array($0) })
    }
}
try await stream.run { message, _ in
    if case .final(let final) = message { print(final.text) }
}
try await sending.value
