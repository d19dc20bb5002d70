// SPDX-License-Identifier: Apache-2.0

/// The words of a whole stream, spoken and recognized.
enum StreamWords {
    /// The word errors of a stream.
    ///
    /// All finals together are compared with all texts together, so that no final needs to be given to a recording. Of a stream that was
    /// interrupted in the middle of a recording, what was recognized of that one is left out.
    static func errors(in stream: StreamLog) -> WordErrors {
        let played = stream.playedRecordings
        let isCut = played.count < stream.recordings.count
        let next = isCut ? stream.recordings[played.endIndex].onset : .infinity
        let finals = stream.finals.filter { ($0.text.start ?? 0) < next - 0.3 }
        return WordErrors(
            reference: played.flatMap { SpokenWords.words(of: $0.text) },
            hypothesis: finals.flatMap { SpokenWords.words(of: $0.text.text) }, isOpenEnded: isCut)
    }
}
