// SPDX-License-Identifier: Apache-2.0

/// Which final tells the end of each recording.
///
/// By the finals' times where the server gives them: the final that reaches furthest of those that share speech with the recording. Otherwise by
/// words: the final with the last of the words that the least word errors give to the recording.
struct FinalAttribution {
    /// For each recording that was played the position of its final; nil where none holds words of it.
    let finals: [Int?]

    init(_ stream: StreamLog) {
        let finals = stream.finals
        let areTimed = finals.allSatisfy { $0.text.start != nil && $0.text.end != nil }
        self.finals =
            areTimed
            ? stream.playedRecordings.map { Self.furthest(of: finals, in: $0) }
            : Self.byWords(finals, Array(stream.playedRecordings))
    }

    private static func furthest(of finals: [StreamLog.Text], in recording: StreamLog.Recording) -> Int? {
        let holding = finals.indices.filter { index in
            guard let start = finals[index].text.start, let end = finals[index].text.end else { return false }
            // Ends are reported with some padding, or by a model: touching is not sharing.
            let shared = min(end, recording.end) - max(start, recording.onset)
            return shared >= min(0.25, (end - start) / 2, (recording.end - recording.onset) / 2) && shared > 0
        }
        return holding.max { (finals[$0].text.end ?? 0, -$0) < (finals[$1].text.end ?? 0, -$1) }
    }

    private static func byWords(_ finals: [StreamLog.Text], _ recordings: [StreamLog.Recording]) -> [Int?] {
        let said = recordings.map { SpokenWords.words(of: $0.text) }
        let heard = finals.map { SpokenWords.words(of: $0.text.text) }
        let recordingOfWord = said.indices.flatMap { index in said[index].map { _ in index } }
        let finalOfWord = heard.indices.flatMap { index in heard[index].map { _ in index } }
        let alignment = WordAlignment(reference: Array(said.joined()), hypothesis: Array(heard.joined()))
        var found = [Int?](repeating: nil, count: recordings.count)
        for (word, reference) in alignment.references.enumerated() {
            if let reference { found[recordingOfWord[reference]] = finalOfWord[word] }
        }
        return found
    }
}
