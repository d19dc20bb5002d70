// SPDX-License-Identifier: Apache-2.0

package import AudioInput

/// The audio that a client sends. A plain value.
package struct AudioFormat: Equatable, Sendable {
    package var encoding: AudioEncoding
    /// The sample rate of raw samples in Hz, as the client declared it; nil for the default of the encoding.
    package var declaredSampleRate: Int?
    /// The number of channels of raw samples.
    package var channels: Int
    /// Whether each channel of raw samples has a transcription of its own.
    package var isMultichannel: Bool
    /// Whether integers that are sent as floats are an error.
    package var isChecked: Bool

    package init(
        _ encoding: AudioEncoding = .f32, sampleRate: Int? = nil, channels: Int = 1, isMultichannel: Bool = false,
        isChecked: Bool = true
    ) {
        self.encoding = encoding
        self.declaredSampleRate = sampleRate
        self.channels = channels
        self.isMultichannel = isMultichannel
        self.isChecked = isChecked
    }

    /// How many transcriptions there are: one, or one for each channel.
    package var transcriptions: Int { self.isMultichannel && self.encoding.samples != nil ? self.channels : 1 }

    /// The sample rate of raw samples in Hz.
    package var sampleRate: Int { self.declaredSampleRate ?? self.encoding.defaultSampleRate }

    /// A count of what arrives: samples of raw audio, packets, or bytes of a container.
    package var received: ReceivedAudio {
        // The client gets an acknowledgement about every five seconds.
        if let samples = self.encoding.samples {
            return ReceivedAudio(
                unit: .bytes(samples.bytesPerSample * self.channels), acknowledgementInterval: self.sampleRate * 5)
        }
        return self.encoding == .opus
            ? ReceivedAudio(unit: .message, acknowledgementInterval: 250)
            : ReceivedAudio(unit: .bytes(1), acknowledgementInterval: 20_000)
    }
}
