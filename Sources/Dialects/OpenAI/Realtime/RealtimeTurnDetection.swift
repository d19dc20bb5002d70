// SPDX-License-Identifier: Apache-2.0

import VoiceActivity
import WireText

/// How the server finds out that a turn has ended. A plain value.
enum RealtimeTurnDetection: Equatable {
    /// Not at all: the client commits.
    case none
    /// By a silence.
    case server(Server)
    /// By what was said, upstream; here by a silence as long as the eagerness says.
    case semantic(Eagerness)

    struct Server: Equatable {
        var threshold = 0.5
        /// In milliseconds.
        var prefixPadding = 300
        /// In milliseconds.
        var silence = 500
    }

    enum Eagerness: String, CaseIterable {
        case low, medium, high, auto

        /// The silence that ends a turn, in milliseconds.
        var silence: Int {
            switch self {
            case .low: 2_000
            case .medium, .auto: 1_000
            case .high: 500
            }
        }
    }

    /// The longest silence and padding that make sense, in milliseconds.
    private static let silences = 50...60_000
    private static let paddings = 0...5_000

    /// Changes what a client names, and nothing else.
    /// - Parameter name: what the client calls it, for errors.
    mutating func apply(_ value: JSONValue, name: String) throws(OpenAIError) {
        guard value != .null else {
            self = .none
            return
        }
        guard value.isObject else { throw .invalidValue(value, param: name, expected: "an object or null") }
        switch value["type"]?.text ?? self.type ?? "server_vad" {
        case "server_vad": self = .server(try self.server(value, name: name))
        case "semantic_vad": self = .semantic(try self.eagerness(value, name: name))
        case let other:
            throw .invalidValue(other, param: "\(name).type", supported: ["server_vad", "semantic_vad"])
        }
    }

    /// As a client receives it.
    var json: JSONValue {
        switch self {
        case .none: nil
        case .server(let settings):
            [
                "type": "server_vad", "threshold": .number(settings.threshold),
                "prefix_padding_ms": .integer(settings.prefixPadding),
                "silence_duration_ms": .integer(settings.silence), "idle_timeout_ms": nil,
            ]
        case .semantic(let eagerness): ["type": "semantic_vad", "eagerness": .text(eagerness.rawValue)]
        }
    }

    /// The same for the transcription.
    var endpointer: Endpointer.Settings {
        var settings = Endpointer.Settings()
        switch self {
        case .none:
            // The client knows that there was speech, if only a word.
            settings.minimumSpeech = Endpointer.Settings.samples(milliseconds: 96)
        case .server(let server):
            settings.threshold(Float(min(max(server.threshold, 0.05), 0.99)))
            settings.paddingBefore = Endpointer.Settings.samples(milliseconds: Double(server.prefixPadding))
            settings.silence = Endpointer.Settings.samples(milliseconds: Double(server.silence))
        case .semantic(let eagerness):
            settings.silence = Endpointer.Settings.samples(milliseconds: Double(eagerness.silence))
        }
        return settings
    }

    private var type: String? { self.json["type"]?.text }

    private func server(_ value: JSONValue, name: String) throws(OpenAIError) -> Server {
        var settings = Server()
        if case .server(let current) = self { settings = current }
        if let threshold = value["threshold"], threshold != .null {
            guard let number = threshold.number, (0...1).contains(number) else {
                throw .invalidValue(threshold, param: "\(name).threshold", expected: "a number from 0 to 1")
            }
            settings.threshold = number
        }
        settings.prefixPadding =
            try Self.milliseconds(value, "prefix_padding_ms", Self.paddings, name) ?? settings.prefixPadding
        settings.silence = try Self.milliseconds(value, "silence_duration_ms", Self.silences, name) ?? settings.silence
        return settings
    }

    private static func milliseconds(
        _ value: JSONValue, _ field: String, _ range: ClosedRange<Int>, _ name: String
    ) throws(OpenAIError) -> Int? {
        guard let given = value[field], given != .null else { return nil }
        guard let number = given.number, number >= 0 else {
            throw .invalidValue(given, param: "\(name).\(field)", expected: "a number of milliseconds")
        }
        // What is beyond any use is brought back, since an error would end a client's session.
        return Int(min(max(number.rounded(), Double(range.lowerBound)), Double(range.upperBound)))
    }

    private func eagerness(_ value: JSONValue, name: String) throws(OpenAIError) -> Eagerness {
        guard let given = value["eagerness"], given != .null else {
            if case .semantic(let current) = self { return current }
            return .auto
        }
        guard let eagerness = given.text.flatMap(Eagerness.init) else {
            throw .invalidValue(
                given.shown, param: "\(name).eagerness", supported: Eagerness.allCases.map(\.rawValue))
        }
        return eagerness
    }
}

extension OpenAIError {
    /// A value of a wrong kind or beyond its range.
    static func invalidValue(_ value: JSONValue, param: String, expected: String) -> OpenAIError {
        OpenAIError(
            "Invalid value for '\(param)': \(value.shown). It must be \(expected).", param: param,
            code: "invalid_value")
    }
}
