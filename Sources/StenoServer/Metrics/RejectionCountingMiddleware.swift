// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird
import Logging
import ServerAccess
import SessionRuntime

/// Counts WebSocket handshakes that are rejected, which is before the upgrade.
struct RejectionCountingMiddleware: RouterMiddleware {
    let metrics: SessionMetrics

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as any CountedRejection where WebSocketHandshake.isRequested(by: request.head) {
            self.metrics.sessionRejected(refusal.reason)
            let client = context.clientAddress.map { "\($0)" } ?? "unknown"
            context.logger.info("Session rejected", metadata: ["client": "\(client)", "reason": "\(refusal.reason)"])
            throw refusal
        }
    }
}
