// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Hands each request the forms in which it may be rejected. It stands before all middlewares that reject.
package struct RejectionFormMiddleware: RouterMiddleware {
    /// The first form that fits a request counts; a request that none fits is answered in the server's own.
    let forms: [RejectionForm]

    package init(forms: [RejectionForm]) {
        self.forms = forms
    }

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.rejectionForm = self.forms.first { $0.isExpected(request) }
        return try await next(request, context)
    }
}
