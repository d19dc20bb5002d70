import HTTPTypes
import Hummingbird

/// Where a request may carry its key or token.
enum RequestCredential {
    /// The subprotocol that a client offers beside the one with its key; the only one the server ever agrees on.
    static let subprotocol = "steno"
    /// What the name of the query's parameter is.
    static let queryParameter = "token"

    private static let subprotocolPrefix = "token."

    /// The key or token of a request; nil when it has none.
    ///
    /// Header fields come before the query, for proxies keep addresses in their logs.
    static func find(in request: Request) -> String? {
        Self.bearer(request.headers) ?? request.headers[.apiKey].flatMap(Self.nonEmpty)
            ?? Self.fromSubprotocol(request.head) ?? Self.fromQuery(request)
    }

    private static func bearer(_ headers: HTTPFields) -> String? {
        guard let field = headers[.authorization], let blank = field.firstIndex(of: " "),
            field[..<blank].lowercased() == "bearer"
        else { return nil }
        return Self.nonEmpty(field[blank...].drop(while: \.isWhitespace))
    }

    private static func fromSubprotocol(_ head: HTTPRequest) -> String? {
        WebSocketHandshake.subprotocols(offeredBy: head)
            .first { $0.hasPrefix(Self.subprotocolPrefix) }
            .flatMap { Self.nonEmpty($0.dropFirst(Self.subprotocolPrefix.count)) }
    }

    private static func fromQuery(_ request: Request) -> String? {
        StenoQuery.parse(request.uri.query ?? "").last { $0.name == Self.queryParameter }
            .flatMap { if case .text(let text) = $0.value { Self.nonEmpty(text) } else { nil } }
    }

    private static func nonEmpty(_ text: some StringProtocol) -> String? {
        text.isEmpty ? nil : String(text)
    }
}

extension HTTPField.Name {
    static let apiKey = HTTPField.Name("X-API-Key")!
}
