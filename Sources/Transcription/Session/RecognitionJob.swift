// SPDX-License-Identifier: Apache-2.0

/// A piece of work for the recognizer.
struct RecognitionJob: Sendable, Equatable {
    /// Why it is done, least urgent first.
    enum Purpose: Int, Sendable, Comparable {
        /// To show what is being said.
        case partial
        /// To have the final ready should the present pause be the end.
        case preparation
        /// To divide speech that goes on.
        case cut
        /// To have the text that stays.
        case final

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        /// Whether the client is owed the result.
        var isOwed: Bool { self >= .cut }

        var priority: InferencePriority {
            switch self {
            case .partial: .partial
            case .preparation: .preparation
            case .cut, .final: .final
            }
        }
    }

    let purpose: Purpose
    /// The number of the utterance.
    let utterance: Int
    /// The samples to recognize.
    let range: Range<Int>
    /// The first sample of the request, which may hold earlier speech.
    var origin: Int?
}
