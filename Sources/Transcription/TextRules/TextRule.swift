/// One way to change a text.
///
/// What a rule makes of the beginning of a text must not depend on what follows, unless ``openWords(in:)`` says so.
protocol TextRule: Sendable {
    /// The words as the rule writes them.
    func apply(_ words: [WrittenWord]) -> [WrittenWord]
    /// How many words at the end of a text that goes on may be written in another way once more follows.
    func openWords(in words: [WrittenWord]) -> Int
}
