// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket
package import Hummingbird
import WireText

/// Where a request may carry its key or token.
package enum RequestCredential {
    /// The subprotocol that a client offers beside the one with its key; the only one the server ever agrees on.
    package static let subprotocol = "steno"
    /// What the subprotocol with the key begins with: Steno's, and what OpenAI's clients in browsers send.
    private static let subprotocolPrefixes = ["token.", "openai-insecure-api-key."]
    /// Schemes of the Authorization field; `Token` is Deepgram's.
    private static let schemes = ["bearer", "token"]
    /// A subprotocol that says that the next other one is a key, as WhisperLive's and Deepgram's clients in browsers send it.
    package static let keyMarker = "bearer"
    /// Names of the query's parameter: Steno's, and Azure's.
    private static let queryParameters = ["token", "api-key"]

    /// The key or token of a request; nil when it has none.
    ///
    /// Header fields come before the query, for proxies keep addresses in their logs.
    package static func find(in request: Request) -> String? {
        Self.authorization(request.headers)
            ?? (request.headers[.apiKey] ?? request.headers[.azureKey]).flatMap(Self.nonEmpty)
            ?? Self.fromSubprotocol(request.head) ?? Self.fromQuery(request)
    }

    private static func authorization(_ headers: HTTPFields) -> String? {
        guard let parts = headers[.authorization]?.split(ascii: " ", maxSplits: 1, omittingEmptySubsequences: false),
            parts.count == 2, parts[0].isASCII, Self.schemes.contains(parts[0].lowercased())
        else { return nil }
        return Self.nonEmpty(parts[1].trimmed)
    }

    private static func fromSubprotocol(_ head: HTTPRequest) -> String? {
        let names = WebSocketHandshake.subprotocols(offeredBy: head)
        if names.contains(Self.keyMarker) { return names.first { $0 != Self.keyMarker } }
        for name in names {
            if let prefix = Self.subprotocolPrefixes.first(where: name.hasPrefix) {
                return Self.nonEmpty(name.dropFirst(prefix.count))
            }
        }
        // Deepgram's clients name the scheme, then the key.
        return names.firstIndex(of: "token").flatMap { names.dropFirst($0 + 1).first }.flatMap { Self.nonEmpty($0) }
    }

    /// Whether a parameter of a query is a key or token, which is nothing to tell anybody of.
    package static func isKey(_ parameter: String) -> Bool { Self.queryParameters.contains(parameter) }

    private static func fromQuery(_ request: Request) -> String? {
        HTTPQuery.parse(request.uri.query ?? "").last { Self.isKey($0.name) }
            .flatMap { if case .text(let text) = $0.value { Self.nonEmpty(text) } else { nil } }
    }

    private static func nonEmpty(_ text: some StringProtocol) -> String? {
        text.isEmpty ? nil : String(text)
    }
}

extension HTTPField.Name {
    static let apiKey = HTTPField.Name("X-API-Key")!
    /// What Azure's clients of OpenAI send.
    static let azureKey = HTTPField.Name("Api-Key")!
}
