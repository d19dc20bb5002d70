// SPDX-License-Identifier: Apache-2.0

/// A text that someone wrote, as an error message shows it.
enum QuotedText {
    /// In code points: what is longer is cut.
    private static let longest = 40

    /// The beginning of a text in quotation marks, without what could not be seen.
    static func beginning(of text: String) -> String {
        let beginning = text.unicodeScalars.prefix(longest + 1)
        let scalars = beginning.prefix(longest).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return "\"" + String(String.UnicodeScalarView(scalars)) + (beginning.count > longest ? "…\"" : "\"")
    }
}
