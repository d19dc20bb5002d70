// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import Hummingbird
package import ServerAccess
import WireText

/// Deepgram's `/v1/listen`: a WebSocket for live audio, POST for a recording.
package struct DeepgramRoutes: Sendable {
    static let path = "/v1/listen"

    let service: DialectService

    package init(service: DialectService) {
        self.service = service
    }

    /// Adds them to a router.
    package func add(to router: Router<StenoRequestContext>) {
        let live = DeepgramLiveRoute(service: self.service)
        let recording = DeepgramRecordingRoute(service: self.service)
        router.get(RouterPath(Self.path)) { request, context in try live.handle(request, context) }
        router.post(RouterPath(Self.path)) { request, context in try await recording.handle(request, context) }
    }

    /// An answer in JSON.
    /// - Parameter id: the request's.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, id: String) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store", .deepgramRequestID: id],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try value.json())))
    }
}
