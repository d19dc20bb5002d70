// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on a free port of this machine, with the faults that downloads meet.
final class FileServer: Sendable {
    /// How a path is answered.
    enum Answer: Sendable {
        case bytes([UInt8])
        /// The whole body, whatever range is asked for.
        case bytesWithoutRanges([UInt8])
        /// Of the first request's body only `count` bytes before the connection breaks.
        case brokenOnce([UInt8], after: Int)
        case status(Int)
        /// Denied at first, as a signed address that has expired.
        case deniedOnce([UInt8])
        case redirect(String)
        /// Nothing at all.
        case silence
    }

    /// A request that came in.
    struct Request: Sendable {
        var path: String
        var headers: [String: String]
    }

    private struct State {
        var answers: [String: Answer] = [:]
        var requests: [Request] = []
    }

    private let state = Mutex(State())
    private let port = Atomic(0)

    /// The address of the server's root, without a slash at the end.
    var url: String { "http://127.0.0.1:\(port.load(ordering: .relaxed))" }

    /// What was asked for so far.
    var requests: [Request] { state.withLock { $0.requests } }

    /// What was asked for under one path, query included.
    func requests(for path: String) -> [Request] {
        requests.filter { $0.path == path }
    }

    /// Sets the answer for a path, query included.
    func answer(_ path: String, _ answer: Answer) {
        state.withLock { $0.answers[path] = answer }
    }

    /// Serves while `body` runs.
    func run(_ body: () throws -> Void) throws {
        let listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(FileServerHandler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        port.store(listener.localAddress?.port ?? 0, ordering: .relaxed)
        defer { try? listener.close().wait() }
        try body()
    }

    /// The answer for a request, which is noted; a fault that comes once is over with it.
    fileprivate func take(_ head: HTTPRequestHead) -> Answer {
        state.withLock { state in
            var headers: [String: String] = [:]
            for (name, value) in head.headers { headers[name.lowercased()] = value }
            state.requests.append(Request(path: head.uri, headers: headers))
            let answer = state.answers[head.uri] ?? .status(404)
            switch answer {
            case .brokenOnce(let bytes, _), .deniedOnce(let bytes): state.answers[head.uri] = .bytes(bytes)
            default: break
            }
            return answer
        }
    }
}

private final class FileServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: FileServer

    init(server: FileServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        switch server.take(head) {
        case .bytes(let bytes):
            let offset = head.headers.first(name: "range").flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
            if let offset, offset >= bytes.count {
                respond(context, 416, [:], [])
            } else if let offset {
                let range = "bytes \(offset)-\(bytes.count - 1)/\(bytes.count)"
                respond(context, 206, ["content-range": range], Array(bytes[offset...]))
            } else {
                respond(context, 200, [:], bytes)
            }
        case .bytesWithoutRanges(let bytes): respond(context, 200, [:], bytes)
        case .brokenOnce(let bytes, let count): respond(context, 200, [:], bytes, breakingAfter: count)
        case .deniedOnce: respond(context, 403, [:], Array("Request has expired".utf8))
        case .status(let status): respond(context, status, [:], Array("an error page".utf8))
        case .redirect(let target): respond(context, 302, ["location": target], [])
        case .silence: break
        }
    }

    private func respond(
        _ context: ChannelHandlerContext, _ status: Int, _ fields: [String: String], _ body: [UInt8],
        breakingAfter count: Int? = nil
    ) {
        var headers = HTTPHeaders(fields.map { ($0.key, $0.value) })
        headers.add(name: "content-length", value: "\(body.count)")
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let part = ByteBuffer(bytes: body.prefix(count ?? body.count))
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        if count == nil {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        } else {
            context.close(promise: nil)
        }
    }
}
