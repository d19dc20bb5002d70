import Transcription

/// A session as the journal has it.
struct JournalSession: Equatable, Sendable {
    /// What is known of a session from its beginning.
    struct Beginning: Equatable, Sendable {
        let id: String
        let owner: String
        let model: String
        /// Unix time in seconds.
        let time: Int
    }

    let id: String
    let model: String
    /// Unix time in seconds.
    let startedAt: Int
    /// Unix time in seconds; nil while it goes on, or if the server was lost with it.
    let endedAt: Int?
    /// In the order they were said.
    let finals: [FinalTranscript]
}
