// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Transcription

/// Options about phrases to expect.
struct HotWordOptions: ParsableArguments {
    /// More than the longest list that is allowed.
    private static let largestFile = 2_000_000

    @Option(
        name: .customLong("hotwords"),
        help: ArgumentHelp(
            "A file of words and phrases to expect, one per line. Steno:2 counts twice, Steno:-2 is avoided.",
            valueName: "file"))
    var file: String?

    @Option(
        name: .customLong("hotword"),
        help: ArgumentHelp(
            "A word or phrase to expect, with or without a weight. May be repeated.", valueName: "phrase"))
    var phrases: [String] = []

    func validate() throws {
        do {
            for phrase in phrases { _ = try HotWord(parsing: phrase) }
        } catch {
            throw ValidationError("--hotword: \(error)")
        }
    }

    /// The phrases of the file and those given one by one; nil if there are none.
    ///
    /// - Throws: ``CommandError`` or `HotWordsError`.
    func read() throws -> HotWords? {
        var words: [HotWord] = []
        if let file {
            let name = CommandWords.shownName(of: file)
            guard let bytes = TextFile.bytes(of: file, limit: Self.largestFile) else {
                throw CommandError(
                    "The hot words in \(name) cannot be read",
                    remedy: "Give --hotwords a text file, one phrase per line.")
            }
            guard bytes.count <= Self.largestFile else {
                throw CommandError(
                    "\(name) is too large for a list of hot words",
                    remedy: "Give at most \(HotWords.mostPhrases) phrases, one per line.")
            }
            do {
                words = try HotWordList.parse(bytes)
            } catch {
                throw CommandError("\(name), \(error.description.dropLast())")
            }
        }
        words += try phrases.map { try HotWord(parsing: $0) }
        return words.isEmpty ? nil : try HotWords(words)
    }
}
