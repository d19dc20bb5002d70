// SPDX-License-Identifier: Apache-2.0

package import TranscriptJournal
package import Transcription

/// Follows what a transcription emits: each final is in the journal before its client has it.
package struct TranscriptFollower: Sendable {
    private let name: String
    private let journal: Journal?

    /// - Parameter name: under which the journal keeps the finals.
    package init(name: String, journal: Journal?) {
        self.name = name
        self.journal = journal
    }

    /// Hands events on until they end.
    /// - Throws: `SessionError` when the transcription fails, what `emit` throws.
    package func follow(
        _ events: some AsyncSequence<TranscriptEvent, Never>, emit: (TranscriptEvent) async throws -> Void
    ) async throws {
        for await event in events {
            if case .failed(let error) = event { throw error }
            // Before it is sent: what a client has seen is kept, whatever happens to the server.
            if case .final(let final) = event { await self.journal?.append(final, to: self.name) }
            try await emit(event)
        }
    }
}
