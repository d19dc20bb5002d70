/// Events on their way to a consumer who may be slow.
///
/// A newer text of an utterance takes the place of a partial that waits, so a consumer who lags misses partials and
/// nothing else.
struct EventBuffer: Sendable {
    private var events: [TranscriptEvent] = []

    var count: Int { events.count }

    mutating func append(_ event: TranscriptEvent) {
        if let utterance = event.textUtterance {
            events.removeAll { $0.isPartial && $0.textUtterance == utterance }
        }
        events.append(event)
    }

    mutating func next() -> TranscriptEvent? {
        events.isEmpty ? nil : events.removeFirst()
    }

    mutating func removeAll() {
        events.removeAll()
    }
}

extension TranscriptEvent {
    fileprivate var isPartial: Bool {
        if case .partial = self { true } else { false }
    }

    /// The utterance whose text this is.
    fileprivate var textUtterance: Int? {
        switch self {
        case .partial(let utterance, _, _, _, _, _): utterance
        case .final(let final): final.utterance
        default: nil
        }
    }
}
