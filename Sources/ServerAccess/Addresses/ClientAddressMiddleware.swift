// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Notes which client a request is from.
package struct ClientAddressMiddleware: RouterMiddleware {
    let clientAddress: ClientAddress

    package init(clientAddress: ClientAddress) {
        self.clientAddress = clientAddress
    }

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let peer = context.channel.remoteAddress?.ipAddress.flatMap(IPAddress.init) {
            context.clientAddress = self.clientAddress.find(peer: peer, headers: request.headers)
        }
        return try await next(request, context)
    }
}
