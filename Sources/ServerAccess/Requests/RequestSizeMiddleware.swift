// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket
import Hummingbird
import SessionRuntime

/// Rejects a request that announces too long a body, before any of it is read, and cuts off one that does not announce it.
package struct RequestSizeMiddleware: RouterMiddleware {
    /// The longest body, in bytes.
    let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        // A handshake is rejected for any body at all; with another method its fields mean nothing.
        guard request.method != .get || !WebSocketHandshake.isRequested(by: request.head) else {
            return try await next(request, context)
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > self.limit {
            throw self.refusal
        }
        guard request.headers[.transferEncoding] != nil else { return try await next(request, context) }
        var request = request
        request.body = RequestBody(
            asyncSequence: BoundedBody(base: request.body, limit: self.limit, refusal: self.refusal))
        return try await next(request, context)
    }

    private var refusal: Rejection {
        Rejection(.bodyTooBig, "The body of a request may have \(self.limit) bytes at most.")
    }
}
