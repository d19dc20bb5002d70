// SPDX-License-Identifier: Apache-2.0

/// Who may use a server.
public struct AccessSettings: Sendable, Equatable {
    /// A file of keys, read at the start and on SIGHUP; nil for none.
    public var keyFile: APIKeyFile?
    /// Keys from elsewhere, such as the environment.
    public var keys: [APIKey]
    /// Whether a server without keys may listen on more than the loopback.
    public var allowsAnonymous: Bool
    /// The origins whose pages may use the server beside its own page.
    public var allowedOrigins: [OriginPattern]
    /// What tokens are signed with, the same for all servers behind one address; nil for random bytes.
    public var tokenSecret: TokenSecret?

    /// Makes settings; without any the server asks for no key and listens on the loopback only.
    public init(
        keyFile: APIKeyFile? = nil, keys: [APIKey] = [], allowsAnonymous: Bool = false,
        allowedOrigins: [OriginPattern] = [], tokenSecret: TokenSecret? = nil
    ) {
        self.keyFile = keyFile
        self.keys = keys
        self.allowsAnonymous = allowsAnonymous
        self.allowedOrigins = allowedOrigins
        self.tokenSecret = tokenSecret
    }

    /// Whether clients need a key.
    public var needsKey: Bool { self.keyFile != nil || !self.keys.isEmpty }
}
