// SPDX-License-Identifier: Apache-2.0

/// Whisper's byte-level tokenizer: text tokens, the special tokens that steer the decoder, and timestamps.
public struct Tokenizer: Sendable {
    /// Ends a text; all special tokens follow it, so that text tokens are those below.
    public let endOfText: Int
    let startOfTranscript: Int
    let startOfPrevious: Int
    let startOfLanguageModel: Int
    let transcribe: Int
    let translate: Int
    let noSpeech: Int
    let noTimestamps: Int
    /// The token of 0.00 s; each further token is 20 ms later.
    let timestampBegin: Int
    /// Language codes in the order of their tokens; empty for an English-only model.
    public let languages: [String]

    /// Whether the vocabulary is that of the models for many languages.
    let isMultilingual: Bool

    /// The highest token that has a name.
    private let highest: Int
    private let languageTokens: [String: Int]
    private let bytes: [[UInt8]]
    private let encoding: BytePairEncoding

    /// GPT-2's vocabulary, of the English-only models, has this many text tokens; the multilingual one has one more.
    private static let englishTokens = 50_256
    /// No vocabulary has as many tokens.
    private static let mostTokens = 1 << 20

    /// Reads `tokenizer.json`.
    ///
    /// - Throws: ``WhisperError`` if the file is missing, damaged, or not Whisper's.
    init(path: String) throws {
        try self.init(Vocabulary(tokenizer: path))
    }

    /// - Throws: ``WhisperError`` if the vocabulary is not Whisper's.
    init(_ vocabulary: Vocabulary) throws {
        let ids = vocabulary.ids
        func foreign(_ reason: String) -> WhisperError {
            WhisperError(
                .unsupportedModel, "\(vocabulary.path) is not Whisper's vocabulary: \(reason)",
                remedy: "Use the files of the model's own tokenizer")
        }
        func special(_ names: String...) throws -> Int {
            for name in names { if let id = ids["<|\(name)|>"] { return id } }
            throw foreign("it has no token <|\(names[0])|>")
        }
        endOfText = try special("endoftext")
        startOfTranscript = try special("startoftranscript")
        startOfPrevious = try special("startofprev")
        startOfLanguageModel = try special("startoflm")
        transcribe = try special("transcribe")
        translate = try special("translate")
        noSpeech = try special("nospeech", "nocaptions")
        noTimestamps = try special("notimestamps")
        timestampBegin = noTimestamps + 1
        let commands = [
            startOfTranscript, startOfPrevious, startOfLanguageModel, transcribe, translate, noSpeech, noTimestamps,
        ]
        guard ids.values.allSatisfy((0..<Self.mostTokens).contains), (commands.min() ?? 0) > endOfText,
            commands.max() == noTimestamps, startOfTranscript < min(translate, transcribe)
        else { throw foreign("its tokens are in another order") }
        highest = ids.values.max() ?? 0
        isMultilingual = endOfText > Self.englishTokens

        // Language tokens lie between the start of a transcript and the tasks.
        let (hasLanguages, range) = (isMultilingual, startOfTranscript + 1..<min(translate, transcribe))
        let named = ids.filter { hasLanguages && range.contains($0.value) && $0.key.hasPrefix("<|") }
            .sorted { $0.value < $1.value }
        languages = named.map { String($0.key.dropFirst(2).dropLast(2)) }
        languageTokens = Dictionary(zip(languages, named.map(\.value)), uniquingKeysWith: { first, _ in first })

        let end = endOfText
        let textIDs = ids.filter { $0.value < end && !$0.key.hasPrefix("<|") }
        var bytes = [[UInt8]](repeating: [], count: end)
        for (entry, id) in textIDs { bytes[id] = ByteLevelAlphabet.bytes(of: entry) ?? [] }
        self.bytes = bytes
        encoding =
            vocabulary.merges.map { BytePairEncoding(ids: textIDs, merges: $0) } ?? BytePairEncoding(ids: textIDs)
    }

    /// The text tokens of plain text.
    public func encode(_ text: String) -> [Int] {
        encoding.encode(text)
    }

    /// The text of tokens; special tokens and timestamps are left out, broken UTF-8 becomes U+FFFD.
    public func decode(_ tokens: some Sequence<Int>) -> String {
        String(decoding: tokens.flatMap { isText($0) ? bytes[$0] : [] }, as: UTF8.self)
    }

    /// Whether a token stands for text, not for a timestamp or a command.
    public func isText(_ token: Int) -> Bool { token < endOfText }

    /// The bytes of UTF-8 that a token stands for; none for special tokens.
    func bytes(of token: Int) -> [UInt8] { bytes.indices.contains(token) ? bytes[token] : [] }

    /// Whether a token begins a word in a language that writes words apart.
    func beginsWord(_ token: Int) -> Bool { bytes.indices.contains(token) && bytes[token].first == 0x20 }

    /// The token behind the last timestamp: there is one for every position, and one for the end.
    func timestampEnd(_ dimensions: ModelDimensions) -> Int { timestampBegin + dimensions.audioPositions + 1 }

    /// Whether a model of these sizes can be this vocabulary's. Fine-tunes add tokens behind the timestamps, or fill their
    /// matrix up; but another published vocabulary, with its tokens shifted by one, must not pass for that.
    func fits(_ dimensions: ModelDimensions) -> Bool {
        let end = timestampEnd(dimensions)
        if end == dimensions.vocabulary { return true }
        let isPublished = [51_864, 51_865, 51_866].contains(dimensions.vocabulary)
        return end < dimensions.vocabulary && (!isPublished || highest == dimensions.vocabulary - 1)
    }

    func isTimestamp(_ token: Int) -> Bool { token >= timestampBegin }

    /// The token of a language code such as `en`.
    func token(forLanguage code: String) -> Int? { languageTokens[code] }

    func language(ofToken token: Int) -> String? {
        languageTokens.first { $0.value == token }?.key
    }

    /// Tokens of annotations and speaker tags that speech never needs, suppressed as in openai-whisper
    /// (`tokenizer.non_speech_tokens`).
    func nonSpeechTokens() -> [Int] {
        let marks =
            "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\" (( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪"
        let symbols = marks.split(separator: " ").map(String.init)
        let notes = ["♩", "♪", "♫", "♬", "♭", "♮", "♯"]
        var tokens: Set<Int> = Set([encode(" -").first, encode(" '").first].compactMap { $0 })
        for symbol in symbols + notes {
            for form in [encode(symbol), encode(" " + symbol)] where form.count == 1 || notes.contains(symbol) {
                tokens.insert(form[0])
            }
        }
        return tokens.sorted()
    }
}
