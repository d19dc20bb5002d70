// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import SessionRuntime

/// How a dialect answers its own requests that are rejected before any of its routes.
package struct RejectionForm: Sendable {
    /// Whether a request is one of the dialect's.
    let isExpected: @Sendable (Request) -> Bool
    /// The answer in the dialect's form.
    let answer: @Sendable (Rejection, Request, StenoRequestContext) throws -> Response

    /// - Parameters:
    ///   - isExpected: whether a request is one of the dialect's.
    ///   - answer: the answer in the dialect's form.
    package init(
        isExpected: @escaping @Sendable (Request) -> Bool,
        answer: @escaping @Sendable (Rejection, Request, StenoRequestContext) throws -> Response
    ) {
        self.isExpected = isExpected
        self.answer = answer
    }
}
