// SPDX-License-Identifier: Apache-2.0

package import Transcription

/// A session as the journal has it.
package struct JournalSession: Equatable, Sendable {
    /// What is known of a session from its beginning.
    struct Beginning: Equatable, Sendable {
        let id: String
        let owner: String
        let model: String
        /// Unix time in seconds.
        let time: Int
    }

    package let id: String
    package let model: String
    /// Unix time in seconds.
    package let startedAt: Int
    /// Unix time in seconds; nil while it goes on, or if the server was lost with it.
    package let endedAt: Int?
    /// In the order they were said.
    package let finals: [FinalTranscript]

    package init(id: String, model: String, startedAt: Int, endedAt: Int?, finals: [FinalTranscript]) {
        self.id = id
        self.model = model
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.finals = finals
    }
}
