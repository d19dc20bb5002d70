// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import Hummingbird

/// What anybody may read: the page, its files, and whether the server lives. All else is guarded, known or not.
package struct OpenPaths: Sendable {
    private let paths: Set<String>

    /// - Parameter paths: the paths, as in `/healthz`.
    package init(_ paths: some Sequence<String>) {
        self.paths = Set(paths)
    }

    /// Whether a request asks for one of them, and for no WebSocket there.
    func contain(_ request: Request) -> Bool {
        (request.method == .get || request.method == .head) && self.paths.contains(request.uri.path)
            && !WebSocketHandshake.isRequested(by: request.head)
    }
}
