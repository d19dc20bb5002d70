// SPDX-License-Identifier: Apache-2.0

/// Events on their way to a consumer who may be slow.
///
/// A newer text of an utterance takes the place of a partial that waits, so a consumer who lags misses partials and
/// nothing else. Whatever waits, adding and taking an event cost the same.
struct EventBuffer: Sendable {
    /// The events; nil where one was read or replaced.
    private var slots: [TranscriptEvent?] = []
    /// The first slot that was not read.
    private var head = 0
    /// How many slots stood before the first of `slots`.
    private var removed = 0
    /// Where the partial of an utterance waits, counted from the first slot ever.
    private var partials: [Int: Int] = [:]

    private(set) var count = 0

    mutating func append(_ event: TranscriptEvent) {
        if let utterance = event.textUtterance {
            if let position = partials.removeValue(forKey: utterance) {
                slots[position - removed] = nil
                count -= 1
            }
            if event.isPartial { partials[utterance] = removed + slots.count }
        }
        slots.append(event)
        count += 1
    }

    mutating func next() -> TranscriptEvent? {
        while head < slots.count {
            let event = slots[head].take()
            head += 1
            guard let event else { continue }
            count -= 1
            if event.isPartial, let utterance = event.textUtterance { partials[utterance] = nil }
            compact()
            return event
        }
        return nil
    }

    mutating func removeAll() {
        self = EventBuffer()
    }

    /// Drops what was read once it is half of all: each slot is moved once, on average.
    private mutating func compact() {
        guard head > 32, head * 2 >= slots.count else { return }
        slots.removeFirst(head)
        removed += head
        head = 0
    }
}
