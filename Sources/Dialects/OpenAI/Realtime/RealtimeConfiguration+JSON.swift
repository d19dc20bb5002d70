// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

extension RealtimeConfiguration {
    /// All of it, as a client receives it.
    /// - Parameters:
    ///   - id: the session's.
    ///   - expires: when the session will be over, in Unix time; 0 for never.
    ///   - form: which names to use.
    func json(id: String, expires: Int, form: RealtimeForm) -> JSONValue {
        var fields: [String: JSONValue] = [
            "id": .text(id), "object": "realtime.transcription_session", "expires_at": .integer(expires),
            "include": self.include,
        ]
        switch form {
        case .current:
            fields["type"] = .text(self.type)
            fields["audio"] = [
                "input": [
                    "format": self.format.json, "transcription": self.transcription,
                    "noise_reduction": self.noiseReduction, "turn_detection": self.turnDetection.json,
                ]
            ]
        case .beta:
            fields["modalities"] = ["text"]
            fields["input_audio_format"] = .text(self.format.betaName)
            fields["input_audio_transcription"] = self.transcription
            fields["input_audio_noise_reduction"] = self.noiseReduction
            fields["turn_detection"] = self.turnDetection.json
        }
        return .object(fields)
    }

    private var transcription: JSONValue {
        var fields: [String: JSONValue] = [
            "model": .text(self.modelName), "language": self.language.code.map(JSONValue.text) ?? nil,
            "prompt": .text(self.prompt?.text ?? ""),
        ]
        let languages = self.language.detection.candidates
        if !languages.isEmpty { fields["languages"] = .list(languages.map(JSONValue.text)) }
        if !self.keywords.isEmpty { fields["keywords"] = .list(self.keywords.map(JSONValue.text)) }
        return .object(fields)
    }
}
