// SPDX-License-Identifier: Apache-2.0

/// Divides a transcript into subtitles that can be read while they are shown: two lines of 42 characters and seven seconds
/// at most, as broadcasters have it, divided where a sentence ends or the speaker pauses.
public struct CueBuilder: Sendable {
    /// Columns of a line; East Asian characters take two.
    public var lineWidth = 42
    /// Seconds.
    public var longest = 7.0
    /// A silence of so many seconds between words starts a new subtitle.
    public var pause = 0.8

    /// A builder with the usual measures.
    public init() {}

    /// The subtitles of some stretches of speech.
    public func cues(for segments: [TranscriptSegment]) -> [Cue] {
        segments.flatMap { segment in
            let words = segment.words.isEmpty ? spread(segment) : segment.words
            return groups(of: words).flatMap(divided).map(cue)
        }
    }

    private func groups(of words: [TranscriptSegment.Word]) -> [[TranscriptSegment.Word]] {
        var groups: [[TranscriptSegment.Word]] = []
        var group: [TranscriptSegment.Word] = []
        for word in words {
            if let last = group.last, startsAnew(word, after: last, in: group) {
                groups.append(group)
                group = []
            }
            group.append(word)
        }
        return group.isEmpty ? groups : groups + [group]
    }

    /// Whether a word begins a new sentence or follows a pause.
    private func startsAnew(
        _ word: TranscriptSegment.Word, after last: TranscriptSegment.Word, in group: [TranscriptSegment.Word]
    ) -> Bool {
        if word.start - last.end > pause { return true }
        // Sentences of a word or two stay with the next one.
        return Self.ends(last, with: ".?!…。？！") && Self.columns(of: group) >= lineWidth / 2
    }

    /// A group in parts that fit, divided where the parts are most even; a comma makes up for a third of the whole.
    private func divided(_ group: [TranscriptSegment.Word]) -> [[TranscriptSegment.Word]] {
        let fits = lines(of: group).count <= 2 && group[group.count - 1].end - group[0].start <= longest
        guard !fits, group.count > 1 else { return [group] }
        let total = Self.columns(of: group)
        var before = 0
        let costs = group.dropLast().map { word in
            before += Self.columns(of: [word])
            return abs(total - 2 * before) - (Self.ends(word, with: ",;:、，；：.?!…。？！") ? total / 3 : 0)
        }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        return divided(Array(group[...best])) + divided(Array(group[(best + 1)...]))
    }

    private static func ends(_ word: TranscriptSegment.Word, with marks: String) -> Bool {
        word.text.last.map(marks.contains) ?? false
    }

    private func cue(_ words: [TranscriptSegment.Word]) -> Cue {
        Cue(
            start: words[0].start, end: max(words[words.count - 1].end, words[0].start), lines: balancedLines(of: words)
        )
    }

    /// The words on as few lines as hold them; a word longer than a line stands alone.
    private func lines(of words: [TranscriptSegment.Word], width: Int? = nil) -> [String] {
        let width = width ?? lineWidth
        var lines: [String] = []
        for word in words {
            let text = word.hasSpaceBefore ? " \(word.text)" : word.text
            if let last = lines.last, TextWidth.columns(of: last) + TextWidth.columns(of: text) <= width {
                lines[lines.count - 1] = last + text
            } else {
                lines.append(word.text)
            }
        }
        return lines
    }

    /// As few lines, as even as can be.
    private func balancedLines(of words: [TranscriptSegment.Word]) -> [String] {
        let count = lines(of: words).count
        let even = (1...lineWidth).first { lines(of: words, width: $0).count == count }
        return lines(of: words, width: even)
    }

    private static func columns(of words: [TranscriptSegment.Word]) -> Int {
        words.reduce(0) { $0 + TextWidth.columns(of: $1.text) + ($1.hasSpaceBefore ? 1 : 0) }
    }

    /// Words with times in proportion to their length, where the recognizer gave none.
    private func spread(_ segment: TranscriptSegment) -> [TranscriptSegment.Word] {
        let pieces = segment.text.split(separator: " ").flatMap(pieces)
        let total = Double(max(1, pieces.reduce(0) { $0 + TextWidth.columns(of: $1.text) }))
        var position = segment.start
        return pieces.map { text, hasSpaceBefore in
            let start = position
            position += (segment.end - segment.start) * Double(TextWidth.columns(of: text)) / total
            return TranscriptSegment.Word(
                text: text, start: start, end: position, probability: 1, hasSpaceBefore: hasSpaceBefore)
        }
    }

    /// A word as it is, or the characters of a text that is written without spaces.
    private func pieces(_ text: Substring) -> [(text: String, hasSpaceBefore: Bool)] {
        guard TextWidth.columns(of: text) > lineWidth else { return [(String(text), true)] }
        return text.enumerated().map { (String($0.element), $0.offset == 0) }
    }
}
