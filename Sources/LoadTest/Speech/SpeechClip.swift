// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// A recording ready to be sent: its audio and the pause after it, encoded once for all streams, in whole frames.
struct SpeechClip: Sendable {
    /// What is said in it.
    let text: String
    /// Where the speech is.
    let bounds: SpeechBounds
    /// The audio as it goes over the wire.
    private let bytes: ByteBuffer
    private let bytesPerFrame: Int

    /// How many frames it has.
    var frameCount: Int { bytes.readableBytes / bytesPerFrame }

    init(samples: [Float], text: String, bounds: SpeechBounds, pause: Double, format: FrameFormat) {
        self.text = text
        self.bounds = bounds
        bytesPerFrame = format.bytesPerFrame
        let length = samples.count + Int(pause * Double(FrameFormat.sampleRate))
        let frames = (length + format.samplesPerFrame - 1) / format.samplesPerFrame
        bytes = format.encode(samples, frames: frames)
    }

    /// A frame, without copying.
    func frame(_ index: Int) -> ByteBuffer {
        bytes.getSlice(at: bytes.readerIndex + index * bytesPerFrame, length: bytesPerFrame) ?? ByteBuffer()
    }
}
