/// Turns up to 30 s of speech into words.
///
/// A recognizer is shared by all sessions and called by several inference threads at once.
public protocol Recognizer: Sendable {
    /// Recognizes the samples of one request; blocks until the words are known.
    ///
    /// - Returns: the words of the whole request, those of ``RecognitionRequest/prefix`` first.
    /// - Throws: `CancellationError` soon after ``RecognitionRequest/isCancelled`` became true, or the engine's own
    ///   error.
    func recognize(_ request: RecognitionRequest) throws -> Hypothesis
}
