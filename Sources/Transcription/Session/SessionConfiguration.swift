// SPDX-License-Identifier: Apache-2.0

public import VoiceActivity

/// How a session transcribes. Lengths are in samples at 16 kHz.
public struct SessionConfiguration: Sendable, Equatable {
    /// The language spoken, as an ISO 639-1 code; nil to detect it.
    public var language: String?
    /// How it is detected.
    public var detection: LanguageDetection
    /// Transcribe, or translate into English.
    public var task: RecognitionTask
    /// Text that came before, or words to expect.
    public var prompt: Prompt?
    /// Phrases to expect.
    public var hotWords: HotWords?
    /// What is changed in partials and finals before anybody reads them.
    public var textRules: TextRules
    /// The least audio between two partials of an utterance, 100 ms…30 s.
    public var partialInterval: Int
    /// When speech begins and ends.
    public var endpointer: Endpointer.Settings
    /// How speech is divided into utterances.
    public var segmentation: Segmentation
    /// Whether finals carry the times of their words.
    public var wordTimes: Bool
    /// Whether a final is computed when the voice pauses, to be ready when the silence lasts.
    public var preparesFinals: Bool
    /// How many words at the end of a partial are never called stable, 0…20. More is slower, and less often wrong.
    public var heldBackWords: Int
    /// How far before the newest audio a word has to end to be called stable, 0…10 s: the less a recognizer has processed
    /// after a word, the likelier it takes it back.
    public var heldBackAudio: Int

    /// Creates a configuration.
    public init(
        language: String? = nil,
        detection: LanguageDetection = .init(),
        task: RecognitionTask = .transcribe,
        prompt: Prompt? = nil,
        hotWords: HotWords? = nil,
        textRules: TextRules = .init(),
        partialInterval: Int = 8_000,
        endpointer: Endpointer.Settings = .init(),
        segmentation: Segmentation = .voiceActivity,
        wordTimes: Bool = false,
        preparesFinals: Bool = true,
        heldBackWords: Int = 2,
        heldBackAudio: Int = 16_000
    ) {
        self.language = language
        self.detection = detection
        self.task = task
        self.prompt = prompt
        self.hotWords = hotWords
        self.textRules = textRules
        self.partialInterval = partialInterval
        self.endpointer = endpointer
        self.segmentation = segmentation
        self.wordTimes = wordTimes
        self.preparesFinals = preparesFinals
        self.heldBackWords = heldBackWords
        self.heldBackAudio = heldBackAudio
    }

    /// Checks that every setting is in its range.
    ///
    /// - Throws: ``SessionError`` for the first one that is not.
    public func validate() throws(SessionError) {
        _ = try makeEndpointer()
        try Self.check("partial interval", seconds: partialInterval, 1_600...480_000)
        try Self.check("number of words held back", heldBackWords, 0...20)
        try Self.check("audio held back", seconds: heldBackAudio, 0...160_000)
        if case .fixed(let chunk, let overlap) = segmentation {
            try Self.check("chunk", seconds: chunk, 16_000...Self.longestRequest)
            try Self.check("overlap", seconds: overlap, 1_600...(chunk - 8_000))
        }
    }

    /// The most audio of one request: the recognizer's 30 s, less room for it to hear the end.
    static let longestRequest = 448_000

    var longestUtterance: Int { min(endpointer.maximumUtterance, Self.longestRequest) }

    func makeEndpointer() throws(SessionError) -> Endpointer {
        do {
            var settings = endpointer
            // A pause must be known before the padding after it has ended: that is where the speech would end.
            settings.pause = min(settings.pause, settings.paddingAfter)
            return try Endpointer(settings: settings)
        } catch {
            throw SessionError(.invalidConfiguration, error.message, remedy: error.remedy)
        }
    }

    private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(SessionError) {
        guard !range.contains(value) else { return }
        throw SessionError(
            .invalidConfiguration, "The \(name) cannot be \(value)",
            remedy: "Give a value from \(range.lowerBound) to \(range.upperBound)")
    }

    private static func check(_ name: String, seconds value: Int, _ range: ClosedRange<Int>) throws(SessionError) {
        guard !range.contains(value) else { return }
        func seconds(_ samples: Int) -> Double { Double(samples) / 16_000 }
        throw SessionError(
            .invalidConfiguration, "The \(name) cannot be \(seconds(value)) s",
            remedy: "Give a value from \(seconds(range.lowerBound)) to \(seconds(range.upperBound)) s")
    }
}
