// SPDX-License-Identifier: Apache-2.0

internal import Spelling

/// A language as people and systems write it: `en`, `pt-BR`, `zh_Hant`, `deu`, `iw`, `German`, `en_US.UTF-8`.
package enum LanguageTag {
    /// In bytes of UTF-8: what is longer than any name or tag is not read.
    package static let longest = 64
    /// The codes of all languages that some model knows.
    package static let allCodes = LanguageTable.rows.map(\.code)

    /// The model's code of a language.
    /// - Parameters:
    ///   - text: a code, a tag or a name in English, in any case; `-`, `_` and a space are the same.
    ///   - languages: the codes that the model knows.
    ///   - model: its name, for the error.
    /// - Returns: one of `languages`, or nil for `auto` and nothing at all, which leave it to the model.
    /// - Throws: ``LanguageError`` for what is no language, and for a language that the model lacks.
    package static func code(
        of text: String, among languages: [String], model: String? = nil
    ) throws(LanguageError) -> String? {
        let error = LanguageError(text, model: model, languages: languages)
        guard text.utf8.count <= Self.longest else { throw error }
        let tag = Self.plain(text)
        if tag == "auto" || text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) { return nil }
        // A model may have languages of its own.
        if languages.contains(tag) { return tag }
        let primary = Self.primary(of: tag)
        if let row = Self.rows[tag] ?? primary.flatMap({ Self.rows[$0] }) {
            if let code = [row.code, row.substitute].compacted(in: languages) { return code }
            throw error.lacking(row.names[0])
        }
        if let primary, languages.contains(primary) { return primary }
        if let name = OtherLanguages.names[primary ?? tag] { throw error.lacking(name) }
        throw error.suggesting(Self.nearest(to: tag, among: languages))
    }

    /// The name of a language in English, as in `english` for `en`; the code itself where there is none.
    package static func name(of code: String) -> String { Self.rows[code]?.names[0] ?? code }

    // MARK: -

    /// The rows of the table by all that may be written for them.
    private static let rows: [String: LanguageTable.Row] = {
        var rows: [String: LanguageTable.Row] = [:]
        for row in LanguageTable.rows {
            for key in Self.spellings(of: row) { rows[Self.plain(key)] = row }
        }
        return rows
    }()

    private static func spellings(of row: LanguageTable.Row) -> [String] { [row.code] + row.otherCodes + row.names }

    /// In lower case, with `-` between its parts, without the encoding and the variant of a system's locale.
    private static func plain(_ text: String) -> String {
        let space = UInt8(ascii: " ")
        var bytes = Array(text.utf8.drop { $0 == space })
        while bytes.last == space { bytes.removeLast() }
        if let end = bytes.firstIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@") }), end > 0 {
            bytes.removeSubrange(end...)
        }
        let plain = bytes.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
            case UInt8(ascii: "_"), space: UInt8(ascii: "-")
            default: byte
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The language of a tag with a region, a script and the like; nil if it has none, or is no tag at all.
    private static func primary(of tag: String) -> String? {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        let isWord = { (part: Substring) in
            (1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
        }
        guard parts.count > 1, parts.allSatisfy(isWord), (2...3).contains(parts[0].utf8.count) else { return nil }
        // Cantonese as one of the languages of China (BCP 47, extended languages).
        if parts[1] == "yue", ["zh", "zho", "chi"].contains(parts[0]) { return "yue" }
        return String(parts[0])
    }

    /// What was probably meant, of what the model knows: as to be written, and its code.
    private static func nearest(to tag: String, among languages: [String]) -> (tag: String, code: String)? {
        let beginning = tag.split(separator: "-").first.map(String.init) ?? tag
        var best: (tag: String, distance: Int)?
        for text in tag == beginning ? [tag] : [tag, beginning] {
            if let meaning = OtherLanguages.meanings[text], let code = Self.known(meaning, among: languages) {
                return (meaning, code)
            }
            // One letter makes any code of two another: what begins with the same is meant more often.
            let isShort = text.utf8.count <= 3
            let words = languages.flatMap { code in Self.rows[code].map(Self.spellings) ?? [code] }
                .filter { !isShort || $0.utf8.count <= 3 && $0.utf8.first == text.utf8.first }
            let limit = isShort ? 1 : min(text.utf8.count / 3, 3)
            guard let found = Nearest.word(to: text, among: words, within: limit) else { continue }
            if best.map({ found.distance < $0.distance }) ?? true { best = (found.word, found.distance) }
        }
        return best.flatMap { best in Self.known(best.tag, among: languages).map { (best.tag, $0) } }
    }

    private static func known(_ text: String, among languages: [String]) -> String? {
        (try? Self.code(of: text, among: languages)) ?? nil
    }
}

extension [String?] {
    /// The first that is one of others.
    fileprivate func compacted(in others: [String]) -> String? {
        self.lazy.compactMap(\.self).first { others.contains($0) }
    }
}
