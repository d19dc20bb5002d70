// SPDX-License-Identifier: Apache-2.0

import Transcription

/// Turns partials and finals into a text that only grows, in pieces. A plain value.
///
/// A piece is never taken back, so only what is stable is in one. Pieces carry the spaces that stand before them.
struct StableText: Equatable {
    /// All pieces so far.
    private(set) var text = ""
    /// The utterances that are final, joined.
    private var finals = ""

    /// What an event adds; nil for nothing new.
    mutating func receive(_ event: TranscriptEvent) -> String? {
        switch event {
        case .partial(let partial): return self.grow(to: self.joined(partial.stable))
        case .final(let final):
            self.finals = self.joined(final.text)
            return self.grow(to: self.finals)
        default: return nil
        }
    }

    /// All that is final.
    var final: String { self.finals }

    private func joined(_ text: String) -> String {
        self.finals.isEmpty || text.isEmpty ? self.finals + text : "\(self.finals) \(text)"
    }

    private mutating func grow(to text: String) -> String? {
        guard text.utf8.count > self.text.utf8.count, text.hasPrefix(self.text) else { return nil }
        defer { self.text = text }
        return String(decoding: text.utf8.dropFirst(self.text.utf8.count), as: UTF8.self)
    }
}
