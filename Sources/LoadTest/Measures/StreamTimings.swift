// SPDX-License-Identifier: Apache-2.0

/// When the texts of one stream came, measured against what was spoken. All in seconds.
struct StreamTimings {
    /// From the onset of speech in a recording to the first text of it.
    private(set) var firstTexts: [Double] = []
    /// From partial to partial during speech.
    private(set) var spacings: [Double] = []
    /// When partials came, on the run's clock, and how far behind the end of the audio that they cover.
    private(set) var lags: [(time: Double, lag: Double)] = []
    /// When recordings ended, on the run's clock, and how much later their final came.
    private(set) var finals: [(time: Double, latency: Double)] = []
    /// How long after the server was asked to finish a recording its final came.
    private(set) var flushes: [Double] = []
    /// Recordings without a final.
    private(set) var lostFinals = 0
    /// Recordings whose last final came before they ended: their last words are in none.
    private(set) var unfinishedFinals = 0

    /// Speech that is shorter than this says nothing about how often partials come.
    static let leastSpeech = 2.0

    /// Measures a stream.
    ///
    /// - Parameter window: what ends or arrives outside counts for nothing but the lost finals.
    init(_ stream: StreamLog, within window: ClosedRange<Double>) {
        guard let start = stream.audioStart else { return }
        let finals = stream.finals
        let partials = stream.partials
        let attribution = FinalAttribution(stream)
        let texts = (partials + finals).sorted { $0.time < $1.time }
        for (recording, final) in zip(stream.playedRecordings, attribution.finals) {
            measureFinal(final.map { finals[$0].time }, of: recording, start, window)
            let onset = start + recording.onset
            if window.contains(onset),
                let first = texts.first(where: { Self.isText($0, after: recording.onset, start) })
            {
                firstTexts.append(first.time - onset)
            }
            for speech in recording.speech where speech.upperBound - speech.lowerBound >= Self.leastSpeech {
                guard window.contains(start + speech.lowerBound), window.contains(start + speech.upperBound) else {
                    continue
                }
                spacings += Self.spacings(partials, in: speech, start)
            }
        }
        lags = partials.compactMap { partial in
            guard window.contains(partial.time), let end = partial.text.end else { return nil }
            return (partial.time, partial.time - start - end)
        }
    }

    private mutating func measureFinal(
        _ arrival: Double?, of recording: StreamLog.Recording, _ start: Double, _ window: ClosedRange<Double>
    ) {
        let end = start + recording.end
        guard let arrival else {
            lostFinals += 1
            return
        }
        guard window.contains(end) else { return }
        guard arrival >= end else {
            unfinishedFinals += 1
            return
        }
        finals.append((end, arrival - end))
        if let flush = recording.flush { flushes.append(arrival - start - flush) }
    }

    /// Whether a text came after a moment of the audio, and is about audio after it as far as it says.
    private static func isText(_ text: StreamLog.Text, after moment: Double, _ start: Double) -> Bool {
        text.time > start + moment && (text.text.end ?? .infinity) > moment
    }

    /// The gaps between partials in a stretch of speech.
    ///
    /// The end of the speech cuts the last gap short: it counts if it is longer than the one before even so. Speech without a partial is one gap.
    private static func spacings(
        _ partials: [StreamLog.Text], in speech: ClosedRange<Double>, _ start: Double
    ) -> [Double] {
        let end = start + speech.upperBound
        let times = partials.filter { $0.time <= end && Self.isText($0, after: speech.lowerBound, start) }.map(\.time)
        guard let last = times.last else { return [speech.upperBound - speech.lowerBound] }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        return end - last > gaps.last ?? 0 ? gaps + [end - last] : gaps
    }
}
