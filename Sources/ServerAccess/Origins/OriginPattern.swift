// SPDX-License-Identifier: Apache-2.0

/// An origin whose pages may use the server, such as `https://app.example.com`; `*` as the port stands for any port.
public struct OriginPattern: Sendable, Hashable, CustomStringConvertible {
    private enum Form: Hashable {
        case any
        case opaque
        case origin(Origin)
        case anyPort(scheme: String, host: String)
    }

    private let form: Form
    /// As it was written.
    public let description: String

    /// Reads a pattern: an origin without a path, `scheme://host:*`, `*` for all origins, or `null` for pages from files.
    /// - Throws: ``AccessError`` for any other text.
    public init(_ text: String) throws(AccessError) {
        self.description = text
        switch text {
        case "*":
            self.form = .any
        case "null":
            self.form = .opaque
        default:
            if text.hasSuffix(":*"), let origin = Origin(String(text.dropLast(2))) {
                self.form = .anyPort(scheme: origin.scheme, host: origin.host)
            } else if let origin = Origin(text) {
                self.form = .origin(origin)
            } else {
                throw AccessError(
                    "\(text) is not an origin",
                    remedy: "Write it as https://app.example.com, with :PORT or :* where needed"
                )
            }
        }
    }

    /// Whether a `Host` field names the same host, whatever the port: that of a proxy, say.
    func names(hostField: String) -> Bool {
        guard let host = Origin("http://\(hostField)")?.host else { return false }
        return switch self.form {
        case .any: true
        case .opaque: false
        case .origin(let origin): origin.host == host
        case .anyPort(_, let name): name == host
        }
    }

    /// Whether an `Origin` field is meant.
    func matches(_ field: String) -> Bool {
        switch self.form {
        case .any: true
        case .opaque: field == "null"
        case .origin(let origin): Origin(field) == origin
        case .anyPort(let scheme, let host): Origin(field).map { $0.scheme == scheme && $0.host == host } ?? false
        }
    }
}
