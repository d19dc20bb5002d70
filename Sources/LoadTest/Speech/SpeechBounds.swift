// SPDX-License-Identifier: Apache-2.0

public import VoiceActivity

/// Where the speech is in a recording, as a voice activity detector hears it.
///
/// Latencies count from its end: recordings end with some silence, and a server must not be credited with that.
public struct SpeechBounds: Sendable, Hashable {
    /// Stretches of speech without a pause of half a second, in seconds from the recording's start; at least one.
    public let speech: [ClosedRange<Double>]

    /// Where the first speech begins.
    public var onset: Double { speech.first?.lowerBound ?? 0 }
    /// Where the last speech ends.
    public var end: Double { speech.last?.upperBound ?? 0 }

    /// Speech at known places, in seconds; at least one stretch.
    init(speech: [ClosedRange<Double>]) {
        self.speech = speech
    }

    /// Listens to samples at 16 kHz; nil if nobody speaks in them.
    ///
    /// The bounds are those of whole windows, so that they are right to 32 ms.
    public init?(_ samples: [Float], model: VoiceActivityModel) {
        var detector = VoiceActivityDetector(model: model)
        var settings = Endpointer.Settings()
        settings.paddingBefore = 0
        settings.paddingAfter = 0
        settings.maximumUtterance = Endpointer.Settings.samples(milliseconds: 3_600_000)
        guard var endpointer = try? Endpointer(settings: settings) else { return nil }
        var events: [Endpointer.Event] = []
        let size = VoiceActivityModel.windowSize
        for start in stride(from: 0, to: samples.count - size + 1, by: size) {
            let window = samples[start..<(start + size)]
            let probability = detector.probability(ofWindow: window)
            events += endpointer.process(
                probability: probability, level: SoundLevel.decibels(window), window: start)
        }
        events += endpointer.finish(at: samples.count)
        let rate = Double(VoiceActivityModel.sampleRate)
        speech = events.compactMap { event in
            guard case .speechEnded(let start, let end) = event else { return nil }
            return (Double(start) / rate)...(Double(end) / rate)
        }
        if speech.isEmpty { return nil }
    }
}
