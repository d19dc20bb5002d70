// SPDX-License-Identifier: Apache-2.0

/// A protocol of live transcription that a load can be put on.
public enum LoadDialect: String, Sendable, Hashable, CaseIterable {
    /// Steno's own; `docs/protocol.md`.
    case steno
    /// That of WhisperLive.
    case whisperlive
    /// Deepgram's live transcription, `/v1/listen`.
    case deepgram
}
