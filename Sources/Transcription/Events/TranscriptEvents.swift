// SPDX-License-Identifier: Apache-2.0

/// A session's events as they come, for one consumer.
///
/// A slow consumer misses partials that newer texts of their utterance replaced, and nothing else; one that does not
/// read at all makes ``TranscriptionSession/append(_:)`` wait.
public struct TranscriptEvents: AsyncSequence, Sendable {
    let session: TranscriptionSession

    /// Makes an iterator. Two at once share the events: when both wait, the first one's loop ends.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(session: session)
    }

    /// Waits for events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let session: TranscriptionSession

        /// The next event, nil after the last or when the task is cancelled.
        public mutating func next() async -> TranscriptEvent? {
            await session.nextEvent()
        }
    }
}
