/// Speech between two silences: one utterance, or several when it is cut.
struct SpeechSpan: Sendable {
    /// The first sample, padding included.
    let start: Int
    /// The end, padding included, once it is known.
    var end: Int?
    /// The end there will be if the present pause lasts; nil while somebody speaks.
    var expectedEnd: Int?
    /// The ends that pauses in it would have had, where there was a look at each.
    private(set) var pauses: [Int] = []
    /// Samples in which somebody speaks.
    var voice = 0
    /// How surely it is speech: the mean probability of its windows.
    var probability: Float = 1
    /// Whether `speechStarted` has been told.
    var startTold = false
    /// Whether `speechStopped` has been told.
    var stopTold = false
    /// How many `flushed` follow its last final.
    var flushes = 0

    /// Audio between two pauses that count, at least: 1 s.
    private static let leastBetweenPauses = 16_000

    init(start: Int) {
        self.start = start
    }

    /// Keeps the end of the present pause, if it will have been looked at: there is audio up to it.
    mutating func notePause(in audio: Int) {
        guard end == nil, let expectedEnd, expectedEnd <= audio else { return }
        if expectedEnd - (pauses.last ?? start) >= Self.leastBetweenPauses { pauses.append(expectedEnd) }
    }
}
