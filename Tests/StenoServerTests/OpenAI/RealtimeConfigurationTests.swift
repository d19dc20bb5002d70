// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// What clients may change of a session, and how it is told.
struct RealtimeConfigurationTests {
    private static let model = ServedModel(name: "base", languages: ["en", "de"])

    private static func told(_ updates: JSONValue..., form: RealtimeForm = .current) throws -> JSONValue {
        var configuration = RealtimeConfiguration(modelName: "base")
        for update in updates { try configuration.apply(update, model: Self.model) }
        return configuration.json(id: "sess_1", expires: 7, form: form)
    }

    @Test func whatASessionBeginsWith() throws {
        let input: JSONValue = [
            "format": ["type": "audio/pcm", "rate": 24_000],
            "transcription": ["model": "base", "language": nil, "prompt": ""], "noise_reduction": nil,
            "turn_detection": [
                "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500,
                "idle_timeout_ms": nil,
            ],
        ]
        #expect(
            try Self.told() == [
                "id": "sess_1", "object": "realtime.transcription_session", "type": "transcription", "expires_at": 7,
                "include": nil, "audio": ["input": input],
            ])
    }

    @Test func onlyWhatIsNamedChanges() throws {
        let session = try Self.told(
            [
                "type": "transcription",
                "audio": ["input": ["transcription": ["model": "whisper-1", "language": "de"]]],
            ],
            [
                "audio": [
                    "input": [
                        "transcription": ["prompt": "Steno"], "noise_reduction": ["type": "near_field"],
                        "turn_detection": ["type": "server_vad", "silence_duration_ms": 350],
                    ]
                ], "unheard_of": ["x": 1],
            ])
        let input = session["audio"]?["input"]
        #expect(input?["transcription"] == ["model": "whisper-1", "language": "de", "prompt": "Steno"])
        #expect(input?["noise_reduction"] == ["type": "near_field"])
        #expect(input?["turn_detection"]?["silence_duration_ms"] == 350)
        #expect(input?["turn_detection"]?["prefix_padding_ms"] == 300)
        #expect(session["unheard_of"] == nil)
    }

    @Test func nothingDetectsTurns() throws {
        #expect(
            try Self.told(["audio": ["input": ["turn_detection": nil]]])["audio"]?["input"]?["turn_detection"] == .null)
        let beta = try Self.told(["turn_detection": nil], form: .beta)
        #expect(beta["turn_detection"] == .null)
    }

    @Test func theBetaIsFlat() throws {
        let session = try Self.told(
            [
                "input_audio_format": "g711_ulaw", "input_audio_transcription": ["model": "gpt-4o-transcribe"],
                "input_audio_noise_reduction": ["type": "far_field"],
                "turn_detection": ["type": "semantic_vad", "eagerness": "low"],
            ], form: .beta)
        #expect(session["input_audio_format"] == "g711_ulaw")
        #expect(session["input_audio_transcription"]?["model"] == "gpt-4o-transcribe")
        #expect(session["turn_detection"] == ["type": "semantic_vad", "eagerness": "low"])
        #expect(session["audio"] == nil && session["type"] == nil)
    }

    @Test func whatIsBeyondUseIsBroughtBack() throws {
        var configuration = RealtimeConfiguration(modelName: "base")
        try configuration.apply(
            [
                "turn_detection": [
                    "type": "server_vad", "silence_duration_ms": 0, "prefix_padding_ms": 100_000, "threshold": 1,
                ]
            ],
            model: Self.model)
        try configuration.session.validate()
        let detection = configuration.json(id: "", expires: 0, form: .beta)["turn_detection"]
        #expect(detection?["silence_duration_ms"] == 50 && detection?["prefix_padding_ms"] == 5_000)
    }

    @Test(
        arguments: [
            ["type": "conversation"], ["audio": ["input": ["format": ["type": "audio/opus"]]]],
            ["audio": ["input": ["format": ["type": "audio/pcm", "rate": 3]]]],
            ["audio": ["input": ["turn_detection": ["type": "telepathy"]]]],
            ["audio": ["input": ["turn_detection": "server_vad"]]], ["turn_detection": ["threshold": 2]],
            ["turn_detection": ["silence_duration_ms": "long"]],
            ["turn_detection": ["type": "semantic_vad", "eagerness": "very"]],
            ["input_audio_format": "mp3"], ["input_audio_transcription": ["language": "tlh"]],
        ] as [JSONValue])
    func whatIsWrongIsNamedAndChangesNothing(update: JSONValue) throws {
        var configuration = RealtimeConfiguration(modelName: "base")
        let error = #expect(throws: OpenAIError.self) { try configuration.apply(update, model: Self.model) }
        #expect(error?.param?.hasPrefix("session.") == true)
        #expect(configuration == RealtimeConfiguration(modelName: "base"))
    }
}
