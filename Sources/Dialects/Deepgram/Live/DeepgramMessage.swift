// SPDX-License-Identifier: Apache-2.0

import WireText

/// A message to a client of a live session. Positions are samples of 16 kHz since the first. A plain value.
enum DeepgramMessage: Sendable, Equatable {
    case results(DeepgramResult)
    case speechStarted(DeepgramChannelIndex, at: Int)
    /// The gap after a word is as long as the client asked for.
    case utteranceEnd(DeepgramChannelIndex, lastWordEnd: Int)
    /// The last message: how much came, and what went wrong with it. `sha256` is that of the client's bytes, `duration` in samples.
    case metadata(sha256: String, created: String, duration: Int, channels: Int, warnings: [String] = [])
    /// A message of the client's that is none.
    case schemaError(String)
    /// Other phrases are expected from here on.
    case configureSuccess(keyterms: [String])
    /// The settings stay as they are.
    case configureFailure

    /// As it is sent.
    /// - Parameters:
    ///   - request: the name of the request.
    ///   - model: what transcribes.
    func json(request: String, model: DeepgramModel) -> JSONValue {
        .object(self.fields(request: request, model: model))
    }

    private func fields(request: String, model: DeepgramModel) -> [String: JSONValue] {
        switch self {
        case .results(let result):
            var fields = result.fields
            fields["type"] = "Results"
            fields["metadata"] = [
                "request_id": .text(request), "model_uuid": .text(model.uuid), "model_info": model.info,
            ]
            return fields
        case .speechStarted(let channel, let position):
            return ["type": "SpeechStarted", "channel": channel.json, "timestamp": .seconds(position)]
        case .utteranceEnd(let channel, let end):
            return ["type": "UtteranceEnd", "channel": channel.json, "last_word_end": .seconds(end)]
        case .metadata(let digest, let created, let duration, let channels, let warnings):
            var fields: [String: JSONValue] = [
                "type": "Metadata", "transaction_key": "deprecated", "request_id": .text(request),
                "sha256": .text(digest), "created": .text(created), "duration": .seconds(duration),
                "channels": .integer(channels),
            ]
            if !warnings.isEmpty { fields["warnings"] = .list(warnings.map(JSONValue.text)) }
            return fields
        case .schemaError(let description):
            return [
                "type": "Error", "variant": "SchemaError", "description": .text(description),
                "message": "Could not deserialize last text message",
            ]
        case .configureSuccess(let keyterms):
            return [
                "type": "ConfigureSuccess", "request_id": .text(request),
                "keyterms": .list(keyterms.map(JSONValue.text)),
            ]
        case .configureFailure:
            return [
                "type": "ConfigureFailure", "request_id": .text(request), "code": "NOT_SUPPORTED",
                "description": "Only keyterms can be changed in a session. Connect again with other parameters.",
            ]
        }
    }
}
