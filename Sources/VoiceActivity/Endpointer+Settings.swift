// SPDX-License-Identifier: Apache-2.0

extension Endpointer {
    /// When an utterance begins and ends. Times are in samples at 16 kHz: ``samples(milliseconds:)`` helps.
    public struct Settings: Sendable, Equatable {
        /// The probability from which a window counts as speech.
        public var threshold: Float = 0.5
        /// How far the probability may fall below the threshold during speech.
        public var hysteresis: Float = 0.15
        /// The level that speech has at least, in dBFS over a window; quieter windows never count as speech.
        ///
        /// Of the windows that Silero takes for speech in a recording of a meeting, 5 to 15 % are quieter than −60 dBFS,
        /// but a quarter are quieter than −50.
        public var minimumLevel: Float = -60
        /// How long the voice is silent before an utterance has ended: 500 ms.
        public var silence = samples(milliseconds: 500)
        /// How long the voice is silent before a pause is announced: 96 ms, three windows.
        public var pause = samples(milliseconds: 96)
        /// How much speech an utterance holds at least, pauses not counted: 300 ms.
        public var minimumSpeech = samples(milliseconds: 300)
        /// What an utterance contains of the time before its first speech: 250 ms.
        public var paddingBefore = samples(milliseconds: 250)
        /// What an utterance contains of the time after its last speech: 200 ms. No more than the silence counts.
        public var paddingAfter = samples(milliseconds: 200)
        /// How long an utterance may be before its cut is asked for: 25 s.
        public var maximumUtterance = samples(milliseconds: 25_000)

        /// The defaults.
        public init() {}

        /// The number of samples in a time, rounded; a time too long for the clock gives the longest.
        public static func samples(milliseconds: Double) -> Int {
            let samples = (milliseconds * Double(VoiceActivityModel.sampleRate) / 1000).rounded()
            return Int(exactly: samples) ?? (samples < 0 ? .min : .max)
        }

        /// Checks that every setting is in its range.
        ///
        /// - Throws: ``EndpointerError`` for the first one that is not.
        public func validate() throws(EndpointerError) {
            try Self.check("threshold", threshold, 0.05...0.99)
            try Self.check("hysteresis", hysteresis, 0...(threshold - 0.01))
            try Self.check("minimum level", minimumLevel, -200...0, "dBFS")
            try Self.check("silence", silence, milliseconds: 50...60_000)
            try Self.check("pause", pause, milliseconds: 0...60_000)
            try Self.check("minimum speech", minimumSpeech, milliseconds: 0...10_000)
            try Self.check("padding before speech", paddingBefore, milliseconds: 0...5_000)
            try Self.check("padding after speech", paddingAfter, milliseconds: 0...5_000)
            try Self.check("maximum utterance", maximumUtterance, milliseconds: 2_000...3_600_000)
        }

        private static func check(
            _ name: String, _ value: Float, _ range: ClosedRange<Float>, _ unit: String = ""
        ) throws(EndpointerError) {
            guard range.contains(value) else {
                throw EndpointerError(name, "\(value)", "\(range.lowerBound) to \(range.upperBound)", unit)
            }
        }

        private static func check(
            _ name: String, _ value: Int, milliseconds range: ClosedRange<Int>
        ) throws(EndpointerError) {
            let perMillisecond = VoiceActivityModel.sampleRate / 1000
            guard (range.lowerBound * perMillisecond...range.upperBound * perMillisecond).contains(value) else {
                let given = value / perMillisecond
                throw EndpointerError(name, "\(given)", "\(range.lowerBound) to \(range.upperBound)", "ms")
            }
        }
    }
}
