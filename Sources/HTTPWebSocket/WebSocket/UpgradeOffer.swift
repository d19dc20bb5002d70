// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOHTTPTypes

/// Keeps track of the requests on a connection that are not answered yet, and of an offer to switch protocols, which is
/// always the last request. A plain value.
struct UpgradeOffer {
    enum Received: Equatable {
        case forward
        /// Forward, and send 100 Continue.
        case forwardAndContinue
        /// Keep the part: the messages of a WebSocket will be the body of this request.
        case hold
    }

    enum Answer: Equatable {
        case pass
        /// Say that the connection closes, and pass on the part that was held.
        case refuse(HTTPRequestPart?)
        case accept(HTTPRequest)
    }

    enum Answered: Equatable {
        case nothing
        case writeContinue
        case close
    }

    private enum Offer {
        case none
        /// The decoder reads nothing after this request; `handshake` when 101 may be the answer.
        case made(handshake: HTTPRequest?, held: HTTPRequestPart?)
        case refused
    }

    private var unanswered = 0
    private var awaitsContinue = false
    private var offer = Offer.none

    /// Whether the connection waits for the answer to an offer, or is about to close for it.
    var isPending: Bool {
        switch self.offer {
        case .none: false
        case .made, .refused: true
        }
    }

    /// A part of a request arrived.
    mutating func received(_ part: HTTPRequestPart) -> Received {
        switch part {
        case .head(let request):
            self.unanswered += 1
            if Self.stopsDecoder(request) {
                let handshake = (try? WebSocketHandshake.validate(request)) == nil ? nil : request
                self.offer = .made(handshake: handshake, held: nil)
            }
            guard request.headerFields[.expect]?.lowercased() == "100-continue" else { return .forward }
            // Not amid the answer to an earlier request.
            self.awaitsContinue = self.unanswered > 1
            return self.awaitsContinue ? .forward : .forwardAndContinue
        case .body:
            return .forward
        case .end:
            guard case .made(let handshake?, nil) = self.offer else { return .forward }
            self.offer = .made(handshake: handshake, held: part)
            return .hold
        }
    }

    /// The head of an answer is to be written.
    mutating func answer(with response: HTTPResponse) -> Answer {
        let isLast = self.unanswered == 1
        if response.status.kind == .informational, response.status != .switchingProtocols { return .pass }
        guard isLast, case .made(let handshake, let held) = self.offer else { return .pass }
        if response.status == .switchingProtocols, let handshake { return .accept(handshake) }
        self.offer = .refused
        return .refuse(held)
    }

    /// An answer is complete.
    mutating func answered() -> Answered {
        self.unanswered -= 1
        if self.unanswered == 0, case .refused = self.offer { return .close }
        guard self.unanswered == 1, self.awaitsContinue else { return .nothing }
        self.awaitsContinue = false
        return .writeContinue
    }

    // What makes NIO's decoder stop: `Connection: upgrade` with an `Upgrade` field, or CONNECT.
    private static func stopsDecoder(_ request: HTTPRequest) -> Bool {
        if request.method == .connect { return true }
        return request.headerFields[.upgrade] != nil
            && WebSocketHandshake.tokens(of: .connection, in: request).contains("upgrade")
    }
}
