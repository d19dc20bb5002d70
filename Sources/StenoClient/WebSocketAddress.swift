#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The parts of a `ws://` address.
struct WebSocketAddress: Equatable {
    var host: String
    var port: Int
    /// Path and query, as in the request line.
    var target: String

    /// The `Host` field's value.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? host : "\(host):\(port)"
    }

    /// Takes an address apart.
    ///
    /// - Throws: ``StenoClientError`` with `badURL`.
    init(_ text: String) throws {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
            let host = url.host(percentEncoded: false),
            !host.isEmpty
        else {
            throw StenoClientError(
                .badURL, "\(text) is no WebSocket address", remedy: "Write it as ws://127.0.0.1:8765.")
        }
        guard scheme == "ws" || scheme == "http" else {
            throw StenoClientError(
                .badURL, "This client does not speak \(scheme)",
                remedy: "Use a ws:// address, through a tunnel such as `ssh -L` if the server is far away.")
        }
        guard (1...65_535).contains(url.port ?? 80) else {
            throw StenoClientError(.badURL, "\(url.port ?? 0) is no port", remedy: "Ports go from 1 to 65535.")
        }
        self.host = host.trimmingBrackets
        port = url.port ?? 80
        let path = url.path(percentEncoded: true)
        target = (path.isEmpty ? "/" : path) + (url.query(percentEncoded: true).map { "?\($0)" } ?? "")
    }
}

extension String {
    /// An IPv6 address without the brackets that it has in a URL.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
