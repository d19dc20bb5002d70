// SPDX-License-Identifier: Apache-2.0

import Transcription

/// A line on a terminal that is written over again and again. Where nobody looks, nothing is written.
struct StatusLine {
    private let terminal: Terminal
    private let isShown: Bool

    /// A status line on a terminal.
    init(on terminal: Terminal = .standardError) {
        self.terminal = terminal
        isShown = terminal.isInteractive
    }

    /// Shows `text` in place of what was there, cut to the terminal's width.
    func show(_ text: String) {
        guard isShown else { return }
        terminal.write("\r\u{1B}[K\(TextWidth.prefix(of: text, columns: terminal.columns - 1))")
    }

    /// Removes what was shown.
    func clear() {
        guard isShown else { return }
        terminal.write("\r\u{1B}[K")
    }
}
