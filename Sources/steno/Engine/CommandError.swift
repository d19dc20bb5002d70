// SPDX-License-Identifier: Apache-2.0

/// What keeps a command from going on, in words for the person at the terminal.
struct CommandError: Error, CustomStringConvertible {
    /// What happened, without a full stop at the end.
    var message: String
    /// What to do about it, as a sentence.
    var remedy: String?

    init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }

    /// One line: what happened, then what to do.
    var description: String {
        remedy.map { "\(message). \($0)" } ?? "\(message)."
    }
}
