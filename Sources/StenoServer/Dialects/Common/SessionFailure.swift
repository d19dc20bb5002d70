import Logging
import Transcription

/// Why a session cannot go on, in the words of a dialect.
protocol SessionFailure: Sendable {
    /// Of what a transcription throws; nil for what nobody expects.
    init?(cause: any Error)
    /// The server's own fault.
    static var `internal`: Self { get }
}

extension Conversation where Failure: SessionFailure {
    /// Transcribes, and notes why that failed, unless nobody listens any more or the client knows.
    func transcribe(_ logger: Logger, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch is CancellationError {
        } catch let error as SessionError where error.code == .ended {
            // It was given up, or its failure is told already.
        } catch {
            if let failure = Failure(cause: error) { return self.fail(failure) }
            logger.error("Session failed", metadata: ["error": "\(error)"])
            self.fail(.internal)
        }
    }
}
