// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

@testable import HTTPWebSocket
@testable import ServerAccess
@testable import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Header fields that say who a client is: one value a line, each taken for every field.
enum FieldTarget: FuzzTarget {
    static let name = "fields"
    private static let proxies = ["10.0.0.0/8", "2001:db8::/32"].compactMap { try? AddressRange($0) }
    private static let signer = TokenSigner(secret: nil)

    /// Each line stands in four fields, and is read as four kinds of text.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return 8 * self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        // As RequestHeadHandler hands them on: a head of 80 KB has no more than 20,000 fields.
        let lines = input.split(separator: UInt8(ascii: "\n")).prefix(5_000).map { ReceivedText.decode($0) }
        var headers = HTTPFields()
        for line in lines {
            for name in [HTTPField.Name.xForwardedFor, .forwarded, .authorization, .secWebSocketProtocol] {
                headers.append(HTTPField(name: name, value: line))
            }
            Self.parse(line)
        }
        guard let peer = IPAddress("10.0.0.1") else { preconditionFailure() }
        for field in ForwardedField.allCases {
            _ = ClientAddress(trustedProxies: Self.proxies, field: field).find(peer: peer, headers: headers)
        }
        let head = HTTPRequest(
            method: .get, scheme: "http", authority: lines.first, path: lines.last, headerFields: headers)
        _ = RequestCredential.find(in: Request(head: head, body: RequestBody(buffer: .init())))
        _ = WebSocketHandshake.isRequested(by: head)
        try? WebSocketHandshake.validate(head)
    }

    private static func parse(_ text: String) {
        if let address = IPAddress(text) { precondition(IPAddress("\(address)") == address) }
        if let range = try? AddressRange(text), let base = IPAddress(String(text.split(separator: "/")[0])) {
            precondition(range.contains(base))
        }
        if let origin = Origin(text) { precondition(!origin.host.isEmpty) }
        if let pattern = try? OriginPattern(text) { _ = pattern.matches(text) }
        _ = OriginPolicy(allowed: [], isLocalOnly: true).admits(origin: text, host: text)
        if let bytes = Base64URL.decode(text) { precondition(Base64URL.decode(Base64URL.encode(bytes)) == bytes) }
        // Nobody guesses a signature.
        precondition((try? Self.signer.verify(text, at: Date(timeIntervalSince1970: 0))) == nil)
    }
}
