// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import WireText

/// The samples that a client sends, mono. A plain value.
enum RealtimeAudioFormat: Equatable {
    /// 16-bit integers, little-endian, at a rate in Hz.
    case pcm(rate: Int)
    /// µ-law of G.711 at 8 kHz.
    case pcmu
    /// A-law of G.711 at 8 kHz.
    case pcma

    /// Reads the form of today, such as `{"type": "audio/pcm", "rate": 24000}`.
    init(_ value: JSONValue, name: String) throws(OpenAIError) {
        switch value["type"]?.text {
        case "audio/pcm":
            let rate = value["rate"] ?? .integer(24_000)
            guard let rate = rate == .null ? 24_000 : rate.integer, Resampler.rates.contains(rate) else {
                throw .invalidValue(
                    rate, param: "\(name).rate",
                    expected: "a rate from \(Resampler.rates.lowerBound) to \(Resampler.rates.upperBound) Hz")
            }
            self = .pcm(rate: rate)
        case "audio/pcmu": self = .pcmu
        case "audio/pcma": self = .pcma
        case let type:
            throw .invalidValue(
                type ?? "null", param: "\(name).type", supported: ["audio/pcm", "audio/pcmu", "audio/pcma"])
        }
    }

    /// Reads the form of the beta, such as `pcm16`.
    init(beta value: JSONValue, name: String) throws(OpenAIError) {
        switch value.text {
        case "pcm16": self = .pcm(rate: 24_000)
        case "g711_ulaw": self = .pcmu
        case "g711_alaw": self = .pcma
        default:
            throw .invalidValue(value.shown, param: name, supported: ["pcm16", "g711_ulaw", "g711_alaw"])
        }
    }

    var json: JSONValue {
        switch self {
        case .pcm(let rate): ["type": "audio/pcm", "rate": .integer(rate)]
        case .pcmu: ["type": "audio/pcmu"]
        case .pcma: ["type": "audio/pcma"]
        }
    }

    /// As the beta called it.
    var betaName: String {
        switch self {
        case .pcm: "pcm16"
        case .pcmu: "g711_ulaw"
        case .pcma: "g711_alaw"
        }
    }

    /// Samples a second.
    var rate: Int {
        if case .pcm(let rate) = self { rate } else { 8_000 }
    }

    var bytesPerSample: Int {
        if case .pcm = self { 2 } else { 1 }
    }

    /// The same for the session.
    var audio: AudioFormat {
        switch self {
        case .pcm(let rate): AudioFormat(.s16, sampleRate: rate)
        case .pcmu: AudioFormat(.mulaw, sampleRate: self.rate)
        case .pcma: AudioFormat(.alaw, sampleRate: self.rate)
        }
    }
}
