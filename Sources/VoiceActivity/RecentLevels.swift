// SPDX-License-Identifier: Apache-2.0

/// The levels of the last five seconds, to find a quiet place for a cut.
struct RecentLevels: Sendable {
    private static let capacity = 5 * VoiceActivityModel.sampleRate / VoiceActivityModel.windowSize
    /// Less than a second from the start nothing is worth cutting off.
    private static let minimumHead = VoiceActivityModel.sampleRate

    private var entries: [(level: Float, middle: Int)] = []
    private var next = 0

    mutating func append(_ level: Float, window: Range<Int>) {
        let entry = (level: level, middle: window.lowerBound + window.count / 2)
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % Self.capacity
        }
    }

    /// The middle of the quietest three windows, the latest such, a second or more behind `start`.
    func quietest(after start: Int) -> Int? {
        let recent = (entries[next...] + entries[..<next]).filter { $0.middle >= start + Self.minimumHead }
        guard recent.count >= 3 else { return nil }
        let candidates = (1..<(recent.count - 1)).map { index in
            let level = recent[index - 1].level + recent[index].level + recent[index + 1].level
            return (level: level, middle: recent[index].middle)
        }
        return candidates.reversed().min { $0.level < $1.level }?.middle
    }
}
