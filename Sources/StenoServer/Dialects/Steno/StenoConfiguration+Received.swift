import AudioInput

extension StenoConfiguration {
    /// The count of what arrives, in what `sample` and `received` tell: samples of raw audio, packets, or bytes of a container.
    var received: ReceivedAudio {
        // After about five seconds the client is told.
        if let samples = self.encoding.samples {
            return ReceivedAudio(
                unit: .bytes(samples.bytesPerSample * self.channels), acknowledgementInterval: self.sampleRate * 5)
        }
        return self.encoding == .opus
            ? ReceivedAudio(unit: .message, acknowledgementInterval: 250)
            : ReceivedAudio(unit: .bytes(1), acknowledgementInterval: 20_000)
    }
}
