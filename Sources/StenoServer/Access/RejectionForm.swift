import SessionRuntime
import Hummingbird

/// How a dialect answers its own requests that are rejected before any of its routes.
struct RejectionForm: Sendable {
    /// Whether a request is one of the dialect's.
    let isExpected: @Sendable (Request) -> Bool
    /// The answer in the dialect's form.
    let answer: @Sendable (Rejection, Request, StenoRequestContext) throws -> Response
}
