// SPDX-License-Identifier: Apache-2.0

import StenoClient
import Transcription

/// What a session's messages look like on standard output.
struct LiveCaptions: Sendable {
    /// Who looks.
    enum Style: Sendable {
        /// A person: the words of the moment are written over until they are final, the stable ones plain, the others dimmed.
        case terminal
        /// A file or a pipe: finals, a line each.
        case finals
        /// A program: every message as it came, a line each.
        case messages
    }

    private static let clearLine = "\r\u{1B}[K"

    let style: Style
    private var isPartialShown = false
    /// Whose partial is shown.
    private var utterance: Int?

    /// Captions in a style.
    init(style: Style) {
        self.style = style
    }

    /// The text to write for a message that came as `json`, on a terminal so many columns wide.
    mutating func text(for message: StenoMessage, json: String, columns: Int) -> String {
        if style == .messages { return json + "\n" }
        switch message {
        case .final(let final):
            isPartialShown = false
            return (style == .terminal ? Self.clearLine : "") + final.text + "\n"
        case .partial(let partial) where style == .terminal:
            isPartialShown = true
            utterance = partial.utterance
            return Self.clearLine + Self.line(partial.text, stable: partial.stable ?? "", columns: columns - 1)
        case .empty(let utterance) where utterance == self.utterance || utterance == nil:
            return interruption()
        default:
            return ""
        }
    }

    /// The text to write before something else is said.
    mutating func interruption() -> String {
        defer { isPartialShown = false }
        return ending()
    }

    /// The text to write when no message follows.
    func ending() -> String {
        isPartialShown ? Self.clearLine : ""
    }

    /// A partial on one line; of one that is too long, the end.
    static func line(_ text: String, stable: String, columns: Int) -> String {
        let isCut = TextWidth.columns(of: text) > columns
        let shown = isCut ? TextWidth.suffix(of: text, columns: columns - 1) : text[...]
        let hidden = text.count - shown.count
        let stableCount = text.hasPrefix(stable) ? max(0, stable.count - hidden) : 0
        let rest = shown.dropFirst(stableCount)
        let dimmed = rest.isEmpty ? "" : "\u{1B}[2m\(rest)\u{1B}[0m"
        return (isCut ? "…" : "") + shown.prefix(stableCount) + dimmed
    }
}
