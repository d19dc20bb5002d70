// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes
import WireText

/// Makes the text of each request's head safe to work with, before anything looks at it: see ``ReceivedText``.
package final class RequestHeadHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    package init() {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var request) = self.unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        Self.bound(&request)
        context.fireChannelRead(self.wrapInboundOut(.head(request)))
    }

    /// Bounds all that a client writes freely.
    static func bound(_ request: inout HTTPRequest) {
        request.path = request.path.map(ReceivedText.bound)
        request.authority = request.authority.map(ReceivedText.bound)
        for index in request.headerFields.indices {
            let value = request.headerFields[index].value
            let bounded = ReceivedText.bound(value)
            if bounded.utf8.count != value.utf8.count { request.headerFields[index].value = bounded }
        }
    }
}
