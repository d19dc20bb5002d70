// SPDX-License-Identifier: Apache-2.0

/// Who a request is from, as far as the server knows.
public struct Principal: Sendable, Equatable {
    /// How a client identified itself.
    public enum Kind: String, Sendable {
        /// Not at all: the server asks for no key.
        case anonymous
        /// By an API key.
        case key
        /// By a short-lived token, which a key had made.
        case token
    }

    /// How they showed who they are.
    public let kind: Kind
    /// The name of their key, fit for logs; empty for ``anonymous``.
    public let name: String
    /// The id of their key, by which their sessions are counted and owned; empty for ``anonymous``.
    public let id: String
    /// What their key may take of the server.
    public let limits: KeyLimits

    /// Anybody, at a server that asks for no key.
    public static let anonymous = Principal(kind: .anonymous, name: "", id: "", limits: KeyLimits())

    init(kind: Kind, name: String, id: String, limits: KeyLimits) {
        self.kind = kind
        self.name = name
        self.id = id
        self.limits = limits
    }

    init(_ key: APIKey, kind: Kind) {
        self.init(kind: kind, name: key.name, id: key.id, limits: key.limits)
    }
}
