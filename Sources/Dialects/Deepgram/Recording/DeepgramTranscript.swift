// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The transcript of a recording, as Deepgram's clients expect it. A plain value.
struct DeepgramTranscript {
    /// What was recognized in a channel.
    struct Channel: Sendable {
        let finals: [FinalTranscript]
        /// In samples of 16 kHz.
        let length: Int
    }

    let request: String
    let options: DeepgramOptions
    let model: DeepgramModel
    let created: Date
    /// SHA-256 of the recording.
    let hash: String
    let channels: [Channel]

    var json: JSONValue {
        var results: [String: JSONValue] = ["channels": .list(self.channels.map(self.json))]
        if self.options.wantsUtterances { results["utterances"] = .list(self.utterances) }
        return ["metadata": self.metadata, "results": .object(results)]
    }

    private var metadata: JSONValue {
        [
            "transaction_key": "deprecated", "request_id": .text(self.request), "sha256": .text(self.hash),
            "created": .text(self.created.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "duration": .seconds(self.channels.map(\.length).max() ?? 0),
            "channels": .integer(self.channels.count), "models": [.text(self.model.uuid)],
            "model_info": .object([self.model.uuid: self.model.info]),
        ]
    }

    private func json(_ channel: Channel) -> JSONValue {
        let words = channel.finals.flatMap { Self.words($0, of: channel) }
        let alternative = DeepgramAlternative(
            transcript: channel.finals.map(\.text).joined(separator: " "), words: words)
        var fields: [String: JSONValue] = ["alternatives": [alternative.json]]
        fields["search"] = self.options.search.json(in: words)
        if self.options.language.code == nil, let last = channel.finals.last {
            fields["detected_language"] = .text(last.language)
            fields["language_confidence"] = last.languageProbability.map(JSONValue.probability)
        }
        return .object(fields)
    }

    /// Stretches of speech, in the order in which they began.
    private var utterances: [JSONValue] {
        let all = self.channels.enumerated().flatMap { index, channel in
            channel.finals.map { (index: index, channel: channel, final: $0) }
        }
        return all.sorted { $0.final.start < $1.final.start }.map { index, channel, final in
            let words = Self.words(final, of: channel)
            let alternative = DeepgramAlternative(transcript: final.text, words: words)
            guard case .object(var fields) = alternative.json else { return .null }
            fields["start"] = .seconds(words.first?.start ?? final.start)
            fields["end"] = .seconds(words.last?.end ?? final.end)
            fields["channel"] = .integer(index)
            fields["id"] = .text(DeepgramRequestID.make())
            return .object(fields)
        }
    }

    private static func words(_ final: FinalTranscript, of channel: Channel) -> [DeepgramWord] {
        DeepgramWord.words(final.words, within: final.start..<max(final.start, min(final.end, channel.length)))
    }
}
