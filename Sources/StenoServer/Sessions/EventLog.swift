import Transcription

/// The events of a session, numbered, as long as a client may ask for them again. A plain value.
///
/// A partial that a newer text of its utterance replaced is not kept. Events that were sent fall off the beginning when
/// they grow beyond a size; those that were not are never dropped.
struct EventLog {
    struct Entry: Equatable {
        /// The number, from 1; greater than those of all events before.
        let number: Int
        let event: TranscriptEvent
    }

    private var entries: [Entry] = []
    private var size = 0
    private var transcript: TranscriptLog
    private let limit: Int
    /// The number of the newest event; 0 before the first.
    private(set) var last = 0

    /// - Parameter limit: how many bytes of texts to keep, about.
    init(limit: Int = 1_000_000) {
        self.limit = limit
        self.transcript = TranscriptLog(limit: limit)
    }

    /// Whether the events that are kept have reached the limit.
    var isFull: Bool { self.size >= self.limit }

    /// Adds an event.
    /// - Returns: its number.
    @discardableResult
    mutating func append(_ event: TranscriptEvent) -> Int {
        if let utterance = event.textUtterance {
            self.remove { $0.event.isPartial && $0.event.textUtterance == utterance }
        }
        self.last += 1
        self.entries.append(Entry(number: self.last, event: event))
        self.size += event.size
        if case .final(let final) = event { self.transcript.append(final.text, number: self.last) }
        return self.last
    }

    /// The first kept event after the one with this number.
    func entry(after number: Int) -> Entry? {
        // From the end: a reader is rarely far behind.
        self.entries.lastIndex { $0.number <= number }.map { $0 + 1 < self.entries.count ? self.entries[$0 + 1] : nil }
            ?? self.entries.first
    }

    /// All finals up to and including the event with this number, joined by a space.
    func fullTranscript(through number: Int) -> String {
        self.transcript.text(through: number)
    }

    /// Makes room: drops the oldest of the events up to this number, which were sent, while there is too much.
    mutating func trim(through number: Int) {
        guard self.size > self.limit else { return }
        var excess = self.size - self.limit
        self.remove { entry in
            guard excess > 0, entry.number <= number else { return false }
            excess -= entry.event.size
            return true
        }
    }

    private mutating func remove(where isObsolete: (Entry) -> Bool) {
        self.entries.removeAll { entry in
            guard isObsolete(entry) else { return false }
            self.size -= entry.event.size
            return true
        }
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

    /// What it takes in memory, about.
    fileprivate var size: Int {
        switch self {
        case .partial(_, let text, let stable, _, _, _): 128 + text.utf8.count + stable.utf8.count
        case .final(let final): 128 + final.text.utf8.count + final.words.count * 64
        default: 128
        }
    }
}
