// SPDX-License-Identifier: Apache-2.0

/// One text on its way through the decoder: what is decided, and what goes in next.
///
/// The hypothesis of an earlier pass may serve as a draft: one pass over its tokens checks them all. Those that greedy
/// decoding would have chosen stand, and decoding goes on where the first does not: the result is that of plain greedy
/// decoding, in fewer passes (the verification step of Leviathan, Kalman and Matias 2023, "Fast Inference from
/// Transformers via Speculative Decoding", at temperature 0).
struct TextSequence {
    /// What is fixed before the first token.
    struct Opening {
        /// Earlier text; empty without any.
        var context: [Int]
        /// From the start of the transcript to what precedes its text.
        var start: [Int]
        /// Text that the transcript begins with.
        var prefix: [Int]
        /// The log-probability of each of its tokens, or empty.
        var prefixLogProbabilities: [Float] = []

        /// All of them, in order.
        var tokens: [Int] { context + start + prefix }
    }

    /// Tokens that are verified at a time behind a difference: with the new one, as many rows as one costs little more than.
    private static let resumedDraft = 2
    /// How many tokens of a draft may be missing from the text where they agree again.
    private static let longestGap = 3
    /// Differences right after another that end the use of a draft.
    private static let mostMisses = 2

    private enum Phase { case opening, text, over }

    let rules: TokenRules
    let endOfText: Int
    let noSpeech: Int
    /// The most tokens of text.
    let longestText: Int
    private(set) var result: TextDecoding
    /// The tokens of the next pass; those of the draft stand at the end.
    private(set) var pending: [Int]
    private var draft: [Int]
    /// What the draft may go on with, should it agree with the text again after a difference.
    private var rest: ArraySlice<Int> = []
    /// How many differences in a row came right after another.
    private var misses = 0
    /// Whether the draft is the text, whatever greedy decoding would have chosen.
    private let isDecided: Bool
    /// The tokens of the context, and the words behind it, above which the text is of no use.
    private let useful: (from: Int, words: Int)?
    /// Positions at the end of the audio whose words are left to a later pass.
    private let openEnd: Int
    private let tokenizer: Tokenizer
    /// Words behind the context.
    private var words = 0
    private var chooser: TokenChooser
    /// Follows the hot words, if there are any.
    private var guide: HotWordGuide?
    /// The tokens of the context that have to be computed.
    private let context: Int
    private let wantsNoSpeech: Bool
    private var phase = Phase.opening

    /// - Parameter memory: how many tokens of the opening are not computed again, and their rows of attention.
    init(
        opening: Opening, draft: [Int], isDecided: Bool = false, memory: (tokens: Int, alignment: [[Float]]),
        temperature: Float,
        rules: TokenRules, tokenizer: Tokenizer, longestText: Int,
        hotWords: HotWordTree? = nil, openEnd: Int = 0, useful: (from: Int, words: Int)? = nil
    ) {
        self.rules = rules
        self.longestText = longestText
        self.isDecided = isDecided
        self.useful = useful
        self.openEnd = isDecided ? 0 : openEnd
        self.tokenizer = tokenizer
        // Asked of the first token alone; and earlier words show that it is speech.
        wantsNoSpeech = memory.tokens == 0
        (endOfText, noSpeech) = (tokenizer.endOfText, tokenizer.noSpeech)
        if let hotWords, !hotWords.isEmpty, !isDecided, temperature == 0 {
            guide = HotWordGuide(hotWords, after: opening.prefix, endOfText: tokenizer.endOfText)
        }
        context = max(0, opening.context.count - memory.tokens)
        chooser = TokenChooser(temperature: temperature)
        let room = longestText - opening.prefix.count
        self.draft = temperature == 0 ? Array(draft.prefix(max(0, room))) : []
        pending = Array(opening.tokens.dropFirst(memory.tokens)) + self.draft
        result = TextDecoding(
            tokens: opening.prefix, prefixCount: opening.prefix.count,
            prefixLogProbabilities: opening.prefixLogProbabilities, logProbabilities: [], noSpeechProbability: 0,
            alignment: memory.alignment, alignmentOffset: opening.start.count - 1)
        if let useful { words = opening.prefix.dropFirst(useful.from).count(where: tokenizer.beginsWord) }
    }

    var isOver: Bool { phase == .over }

    /// Whether a hot word has taken the place of a likelier token.
    var hasPreferredHotWord: Bool { guide?.hasPrevailed ?? false }

    /// The pending tokens after which logits are wanted: the start of the transcript, the last one that is decided, and
    /// the draft.
    var logitRows: [Int] {
        let decided = pending.count - draft.count - 1
        return (phase == .opening && wantsNoSpeech ? [context] : []) + Array(decided..<pending.count)
    }

    /// Takes in what a pass over the pending tokens gave.
    ///
    /// - Returns: How many of the pending tokens, at the end, are to be forgotten.
    /// - Throws: ``WhisperError`` when the logits are not finite.
    mutating func take(_ logits: [[Float]], alignment: [[Float]]) throws -> Int {
        var logits = logits
        if phase == .opening, wantsNoSpeech {
            result.noSpeechProbability = Self.probability(noSpeech, in: logits.removeFirst())
        }
        let fed = pending.count
        let skipped = phase == .opening ? context : 0
        let forgotten = try verify(&logits, alignment, rows: fed)
        keep(alignment, rows: fed, skipped: skipped, forgotten: forgotten)
        if phase == .opening { phase = .text }
        return forgotten
    }

    /// Chooses a token after each row until one differs from the draft.
    private mutating func verify(_ logits: inout [[Float]], _ alignment: [[Float]], rows: Int) throws -> Int {
        let drafted = draft
        draft = []
        for index in logits.indices {
            let unverified = drafted.count - index
            guard result.tokens.count < longestText else {
                phase = .over
                return unverified
            }
            rules.apply(to: &logits[index], after: result.tokens)
            let decided = index < drafted.count ? drafted[index] : endOfText
            guard
                let choice = isDecided
                    ? chooser.take(decided, from: logits[index])
                    : choose(from: logits[index], left: drafted.dropFirst(index) + rest)
            else {
                throw WhisperError(.notFinite, "the model gave no finite logits for this audio")
            }
            let isNew = index >= drafted.count || drafted[index] != choice.token
            if isNew, attendsToEnd(alignment, row: rows - logits.count + index, of: rows) {
                phase = .over
                return unverified + leaveTrial()
            }
            if let trial = guide?.take(choice.token, logProbability: choice.logProbability) {
                return unverified + goBack(to: trial)
            }
            guard append(choice.token, logProbability: choice.logProbability) else { return unverified }
            if !isNew { continue }
            resumeDraft(drafted.dropFirst(index) + rest, after: choice.token, isMiss: index == 0 && phase == .text)
            pending = [choice.token] + draft
            return unverified
        }
        return 0
    }

    /// Adds a token to the text, or ends it by the closing one.
    ///
    /// - Returns: whether the text goes on.
    private mutating func append(_ token: Int, logProbability: Float) -> Bool {
        result.logProbabilities.append(logProbability)
        if token == endOfText {
            phase = .over
            return false
        }
        result.tokens.append(token)
        guard let round = loop(endingWith: token) else { return true }
        result.loop = round
        phase = .over
        return false
    }

    private mutating func choose(
        from logits: [Float], left: ArraySlice<Int>
    ) -> (token: Int, logProbability: Float)? {
        guard guide != nil else { return chooser.choose(from: logits) }
        return guide?.choose(from: logits, at: result.tokens.count, draft: left)
    }

    /// Goes on from the token in whose place a hot word was begun.
    ///
    /// - Returns: How many tokens before those of the draft are to be forgotten.
    private mutating func goBack(to trial: HotWordGuide.Trial) -> Int {
        let dropped = drop(from: trial.position)
        guard append(trial.token, logProbability: trial.logProbability) else { return dropped }
        resumeDraft(trial.draft, after: trial.token, isMiss: false)
        pending = [trial.token] + draft
        return dropped
    }

    /// Leaves a hot word that is not complete to a later pass.
    private mutating func leaveTrial() -> Int { guide?.trial.map { drop(from: $0.position) } ?? 0 }

    private mutating func drop(from position: Int) -> Int {
        let dropped = result.tokens[position...]
        if useful != nil { words -= dropped.count(where: tokenizer.beginsWord) }
        result = result.cut(to: position)
        return dropped.count
    }

    /// Whether what a row attends to most lies in the audio that is left to a later pass.
    private func attendsToEnd(_ alignment: [[Float]], row: Int, of rows: Int) -> Bool {
        guard openEnd > 0, let first = alignment.first else { return false }
        let width = first.count / rows
        func attention(_ position: Int) -> Float { alignment.reduce(0) { $0 + $1[row * width + position] } }
        let peak = (0..<width).max { attention($0) < attention($1) }
        return peak.map { $0 >= width - openEnd } ?? false
    }

    /// The first round of a loop, or all of a text that has become longer than is of use.
    private mutating func loop(endingWith token: Int) -> Range<Int>? {
        if let round = RepetitionGuard.firstRound(in: result.tokens, impatientFrom: useful?.from ?? .max) {
            return round
        }
        guard let useful, tokenizer.beginsWord(token) else { return nil }
        words += 1
        return words > useful.words ? useful.from..<result.tokens.count : nil
    }

    /// Sets what is to be verified behind a token, which may be another than the first of what is left of the draft.
    private mutating func resumeDraft(_ left: ArraySlice<Int>, after token: Int, isMiss: Bool) {
        guard !left.isEmpty else { return }
        if left.first == token {
            (draft, rest, misses) = (Array(left.dropFirst()), [], 0)
        } else {
            misses = isMiss ? misses + 1 : 1
            guard misses <= Self.mostMisses else { return rest = [] }
            // Words that are gone, or another in the place of one.
            let gap = left.dropFirst().prefix(Self.longestGap).firstIndex(of: token)
            let resumed = left[(gap ?? left.startIndex)...].dropFirst()
            (draft, rest) = (Array(resumed.prefix(Self.resumedDraft)), resumed.dropFirst(Self.resumedDraft))
        }
        let room = max(0, longestText - result.tokens.count)
        draft = Array(draft.prefix(room))
    }

    /// Rows of attention from the start of the transcript on, without those of forgotten tokens.
    private mutating func keep(_ alignment: [[Float]], rows: Int, skipped: Int, forgotten: Int) {
        let end = rows - forgotten
        if result.alignment.isEmpty { result.alignment = alignment.map { _ in [] } }
        for (head, values) in alignment.enumerated() {
            let width = values.count / rows
            result.alignment[head] += values[skipped * width..<max(skipped, end) * width]
            result.alignment[head].removeLast(max(0, skipped - end) * width)
        }
    }

    private static func probability(_ token: Int, in logits: [Float]) -> Float {
        TokenChooser.probability(of: token, in: logits)
    }
}
