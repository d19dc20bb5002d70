// SPDX-License-Identifier: Apache-2.0

/// What a check of `steno doctor` found.
struct Finding: Equatable {
    /// How bad it is.
    enum Verdict: String {
        case ok
        case warn
        case fail
    }

    var verdict: Verdict
    /// What was looked at, in a word.
    var subject: String
    /// What was found.
    var message: String
    /// What to do about it, as a sentence.
    var remedy: String?

    /// The finding as a line.
    var line: String {
        let text = "\(verdict.rawValue.rightPadded(to: 4))  \(subject.rightPadded(to: 9))  \(message)"
        return remedy.map { "\(text). \($0)" } ?? text
    }
}
