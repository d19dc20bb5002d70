// SPDX-License-Identifier: Apache-2.0

import NIOCore
package import Transcription

/// The events of a session, numbered, as long as a client may ask for them again. A plain value.
///
/// A partial that a newer text of its utterance replaced is not kept. Events that were sent fall off the beginning when
/// they grow beyond a size; those that were not are never dropped.
package struct EventLog {
    package struct Entry: Equatable {
        /// The number, from 1; greater than those of all events before.
        package let number: Int
        /// The channel whose transcription emitted it.
        package var channel = 0
        package let event: TranscriptEvent
    }

    private struct Utterance: Hashable {
        let channel: Int
        let number: Int
    }

    private var entries = CircularBuffer<Entry>()
    /// The number of the partial of an utterance, if one is kept.
    private var partials: [Utterance: Int] = [:]
    private var size = 0
    private var transcript: TranscriptLog
    private let limit: Int
    /// The number of the newest event; 0 before the first.
    package private(set) var last = 0

    /// - Parameter limit: how many bytes of texts to keep, about.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
        self.transcript = TranscriptLog(limit: limit)
    }

    /// Whether the events that are kept have reached the limit.
    package var isFull: Bool { self.size >= self.limit }

    /// Adds an event.
    /// - Returns: its number.
    @discardableResult
    package mutating func append(_ event: TranscriptEvent, channel: Int = 0) -> Int {
        self.last += 1
        let entry = Entry(number: self.last, channel: channel, event: event)
        if let utterance = Self.utterance(of: entry) {
            if let number = self.partials.removeValue(forKey: utterance) { self.remove(number) }
            if event.isPartial { self.partials[utterance] = self.last }
        }
        self.entries.append(entry)
        self.size += event.size
        if case .final(let final) = event { self.transcript.append(final.text, number: self.last) }
        return self.last
    }

    /// The first kept event after the one with this number.
    package func entry(after number: Int) -> Entry? {
        let position = self.position(after: number)
        return position < self.entries.count ? self.entries[offset: position] : nil
    }

    /// Whether a final is kept after the event with this number.
    package func hasFinal(after number: Int) -> Bool {
        (self.position(after: number)..<self.entries.count).contains { position in
            if case .final = self.entries[offset: position].event { true } else { false }
        }
    }

    /// All finals up to and including the event with this number, joined by a space.
    package func fullTranscript(through number: Int) -> String {
        self.transcript.text(through: number)
    }

    /// Makes room: drops the oldest of the events up to this number, which were sent, while there is too much.
    package mutating func trim(through number: Int) {
        guard self.size > self.limit else { return }
        while self.size > self.limit, let entry = self.entries.first, entry.number <= number {
            self.entries.removeFirst()
            self.forget(entry)
        }
    }

    /// How many of the entries have a number up to this one; they are in order.
    private func position(after number: Int) -> Int {
        var (low, high) = (0, self.entries.count)
        while low < high {
            let middle = (low + high) / 2
            if self.entries[offset: middle].number <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func utterance(of entry: Entry) -> Utterance? {
        entry.event.textUtterance.map { Utterance(channel: entry.channel, number: $0) }
    }

    private mutating func remove(_ number: Int) {
        let position = self.position(after: number) - 1
        guard position >= 0, self.entries[offset: position].number == number else { return }
        self.forget(self.entries.remove(at: self.entries.index(self.entries.startIndex, offsetBy: position)))
    }

    /// An entry is gone.
    private mutating func forget(_ entry: Entry) {
        self.size -= entry.event.size
        guard entry.event.isPartial, let utterance = Self.utterance(of: entry) else { return }
        if self.partials[utterance] == entry.number { self.partials[utterance] = nil }
    }
}

extension TranscriptEvent {
    /// What it takes in memory, about.
    fileprivate var size: Int {
        switch self {
        case .partial(let partial): 128 + partial.text.utf8.count + partial.stable.utf8.count
        case .final(let final): 128 + final.text.utf8.count + final.words.count * 64
        default: 128
        }
    }
}
