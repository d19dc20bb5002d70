import HTTPTypes
import Hummingbird

/// The answer to a handshake while the server shuts down: 503.
struct DrainingRefusal: CountedRefusal, HTTPResponseError {
    let reason = StenoProtocolError.Code.serverShutdown.rawValue
    let status = HTTPResponse.Status.serviceUnavailable

    func response(from request: Request, context: some RequestContext) -> Response {
        let body = """
            {"error":{"code":"\(self.reason)","message":"The server is shutting down. Connect again in a moment."}}
            """
        return Response(
            status: self.status, headers: [.contentType: "application/json", .retryAfter: "5"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
