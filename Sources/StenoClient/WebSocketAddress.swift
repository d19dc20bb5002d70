// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The parts of a `ws://` or `wss://` address.
struct WebSocketAddress: Equatable {
    /// Whether the connection is encrypted.
    var isSecure: Bool
    var host: String
    var port: Int
    /// Path and query, as in the request line.
    var target: String

    /// The `Host` field's value.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? host : "\(host):\(port)"
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
                .badURL, "\(text) is not a WebSocket address", remedy: "Write it as ws://127.0.0.1:8765")
        }
        guard ["ws", "http", "wss", "https"].contains(scheme) else {
            throw StenoClientError(
                .badURL, "This client does not support \(scheme)", remedy: "Use a ws:// or wss:// address")
        }
        isSecure = scheme == "wss" || scheme == "https"
        self.host = host.trimmingBrackets
        port = url.port ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else {
            throw StenoClientError(.badURL, "\(port) is not a port", remedy: "Ports go from 1 to 65535")
        }
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
