import AudioInput
import SessionRuntime
import Transcription

/// The configuration as `ready` tells it: what is in force, under the names of the parameters.
struct StenoEffectiveConfiguration: Encodable {
    private let configuration: StenoConfiguration
    private let model: String

    init(_ configuration: StenoConfiguration, model: String) {
        self.configuration = configuration
        self.model = model
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ parameter: StenoParameter) { self.stringValue = parameter.rawValue }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let isRaw = self.configuration.encoding.samples != nil
        for parameter in StenoParameter.allCases {
            let key = Key(parameter)
            switch parameter {
            // Other encodings than raw samples tell their own.
            case .sampleRate where !isRaw, .channels where !isRaw: break
            case .sampleRate: try container.encode(self.configuration.format.sampleRate, forKey: key)
            case .encoding: try container.encode(self.configuration.encoding.rawValue, forKey: key)
            case .channels: try container.encode(self.configuration.channels, forKey: key)
            case .language: try container.encode(self.configuration.language ?? "auto", forKey: key)
            case .task: try container.encode(self.configuration.task.rawValue, forKey: key)
            case .prompt: try container.encodeIfPresent(self.configuration.prompt?.text, forKey: key)
            case .model: try container.encode(self.model, forKey: key)
            case .partialInterval: try container.encode(self.configuration.partialInterval, forKey: key)
            case .silenceDuration: try container.encode(self.configuration.silenceDuration, forKey: key)
            case .minimumSpeech: try container.encode(self.configuration.minimumSpeech, forKey: key)
            case .threshold: try container.encode(self.configuration.threshold, forKey: key)
            case .maximumUtterance: try container.encode(self.configuration.maximumUtterance, forKey: key)
            case .words: try container.encode(self.configuration.words, forKey: key)
            case .segmentation: try container.encode(self.configuration.segmentation.rawValue, forKey: key)
            case .chunkDuration: try container.encode(self.configuration.chunkDuration, forKey: key)
            case .overlap: try container.encode(self.configuration.overlap, forKey: key)
            }
        }
    }
}
