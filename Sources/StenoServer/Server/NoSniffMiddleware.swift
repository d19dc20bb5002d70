// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ServerAccess

/// Tells browsers with every answer to take it for what its type says, and for nothing else.
struct NoSniffMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
