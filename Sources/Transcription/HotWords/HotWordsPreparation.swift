// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Makes what a recognizer needs of hot words, on a thread of its own: a long list takes longer than the threads of Swift concurrency
/// may be blocked. One list after the other; sessions that expect the same share it.
final class HotWordsPreparation: Sendable {
    private struct Entry {
        weak var prepared: (any PreparedHotWords)?
    }

    private let recognizer: any Recognizer
    /// Held while a list is prepared, on the thread that does it.
    private let entries = Mutex<[HotWords: Entry]>([:])

    init(recognizer: any Recognizer) {
        self.recognizer = recognizer
    }

    /// What the recognizer makes of phrases, and the time that it took.
    ///
    /// - Returns: nil if the recognizer has no use for them, or the task is cancelled.
    func prepare(_ hotWords: HotWords) async -> (prepared: any PreparedHotWords, time: Duration)? {
        guard !Task.isCancelled else { return nil }
        return await withCheckedContinuation { continuation in
            let work = { @Sendable in continuation.resume(returning: self.prepared(hotWords)) }
            // Without a thread it is done here: late is better than never.
            do { try InferenceThread(name: "hotwords", work).detach() } catch { work() }
        }
    }

    private func prepared(_ hotWords: HotWords) -> (any PreparedHotWords, Duration)? {
        entries.withLock { entries in
            let start = ContinuousClock.now
            if let prepared = entries[hotWords]?.prepared { return (prepared, .now - start) }
            guard let prepared = recognizer.prepare(hotWords) else { return nil }
            entries = entries.filter { $0.value.prepared != nil }
            entries[hotWords] = Entry(prepared: prepared)
            return (prepared, .now - start)
        }
    }
}
