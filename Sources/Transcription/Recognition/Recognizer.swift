// SPDX-License-Identifier: Apache-2.0

/// Turns up to 30 s of speech into words.
///
/// A recognizer is shared by all sessions and called by several inference threads at once.
public protocol Recognizer: Sendable {
    /// Recognizes several requests at once, each as if it were alone; blocks until all are done.
    ///
    /// - Parameter requests: of different utterances, at least one.
    /// - Returns: one result a request, in their order. A success has the words of the whole request, those of
    ///   ``RecognitionRequest/prefix`` first. A failure is `CancellationError`, soon after
    ///   ``RecognitionRequest/isCancelled`` became true, or the engine's own error; it concerns its request alone.
    func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>]

    /// The same, but each result is reported as soon as it is there: a request that takes longer delays no other.
    ///
    /// - Parameter completed: called once a request, on the calling thread, with its index and its result.
    func recognize(
        _ requests: [RecognitionRequest], completed: (_ index: Int, _ result: Result<Hypothesis, any Error>) -> Void)

    /// The tokens of a prompt that a request may carry. Called once a session, on the thread that makes it; takes less
    /// than a millisecond.
    func tokens(of prompt: Prompt) -> [Int]

    /// Prepares phrases for the requests that may carry them; nil if this recognizer uses none. Called once a session and at every
    /// change, on the thread that makes it, never on one that recognizes.
    func prepare(_ hotWords: HotWords) -> (any PreparedHotWords)?

    /// Memory for a new utterance, nil if this recognizer keeps none. Cheap: called on an inference thread when the
    /// utterance's first request starts.
    func makeMemory() -> (any UtteranceMemory)?
}

extension Recognizer {
    /// No use is made of them.
    public func prepare(_ hotWords: HotWords) -> (any PreparedHotWords)? { nil }

    /// Tells all results when the last is there.
    public func recognize(
        _ requests: [RecognitionRequest], completed: (_ index: Int, _ result: Result<Hypothesis, any Error>) -> Void
    ) {
        for (index, result) in recognize(requests).enumerated() { completed(index, result) }
    }

    /// Recognizes one request.
    ///
    /// - Throws: the request's failure.
    public func recognize(_ request: RecognitionRequest) throws -> Hypothesis {
        try recognize([request])[0].get()
    }
}
