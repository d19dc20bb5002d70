// SPDX-License-Identifier: Apache-2.0

/// What becomes of the speech.
public enum RecognitionTask: String, Sendable, Hashable {
    /// The words as they were said.
    case transcribe
    /// The words in English.
    case translate
}
