// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket
import Hummingbird
import SessionRuntime

/// Rejects requests of pages that may not use the server, and those that call a local server by a stranger's name, before their
/// keys are looked at; tells browsers what the others may read (CORS).
package struct OriginMiddleware: RouterMiddleware {
    let policy: OriginPolicy
    let openPaths: OpenPaths

    package init(policy: OriginPolicy, openPaths: OpenPaths) {
        self.policy = policy
        self.openPaths = openPaths
    }

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        guard self.policy.admits(host: request.head.authority) else {
            throw Rejection(
                .hostNotAllowed,
                "Without API keys this server accepts only localhost and addresses as its name. Use http://localhost:PORT, or "
                    + "ask its operator to allow the name with --allow-origin http://NAME.")
        }
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        guard self.policy.admits(origin: origin, host: request.head.authority) else {
            if self.openPaths.contain(request) { return try await next(request, context) }
            throw Rejection(
                .originNotAllowed,
                "Pages of this origin may not use this server. Its operator can allow them with --allow-origin ORIGIN.")
        }
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            return Self.preflight(request, origin)
        }
        // Of a handshake a page can read nothing but whether it was answered with 101.
        guard !WebSocketHandshake.isRequested(by: request.head) else { return try await next(request, context) }
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        Self.allow(origin, in: &response.headers)
        return response
    }

    private static func preflight(_ request: Request, _ origin: String) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowMethods: "GET, POST, PUT, DELETE",
            // Official clients send a dozen fields about themselves.
            .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders]
                ?? "Authorization, Content-Type, X-API-Key",
            .accessControlMaxAge: "3600",
        ]
        Self.allow(origin, in: &headers)
        return Response(status: .noContent, headers: headers)
    }

    /// No `Access-Control-Allow-Credentials`: the server knows no cookies.
    private static func allow(_ origin: String, in headers: inout HTTPFields) {
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlExposeHeaders] = "Retry-After, WWW-Authenticate"
        headers[values: .vary].append("Origin")
    }
}
