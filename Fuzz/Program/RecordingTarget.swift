// SPDX-License-Identifier: Apache-2.0

import AudioInput

/// A recording: our look at a WAV file's header, and libsndfile's at everything.
enum RecordingTarget: FuzzTarget {
    static let name = "recording"
    /// Some formats make a long silence of few bytes.
    private static let blocks = 64

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard var file = try? AudioFile(path: InputFile.write(input)) else { return }
        for _ in 0..<Self.blocks {
            guard let samples = try? file.next() else { return }
            precondition(!samples.isEmpty && samples.allSatisfy { $0.isFinite })
        }
    }
}
