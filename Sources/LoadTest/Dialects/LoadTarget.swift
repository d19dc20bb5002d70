// SPDX-License-Identifier: Apache-2.0

/// The server to put a load on.
public struct LoadTarget: Sendable, Hashable {
    /// The server's address, such as `ws://127.0.0.1:8765`; without a path the dialect's own is taken.
    public var url: String
    /// How it is spoken to.
    public var dialect: LoadDialect
    /// The language spoken, as an ISO 639-1 code; nil to leave it to the server.
    public var language: String?
    /// The model to ask for; nil to leave it to the server.
    public var model: String?
    /// A key for servers that ask for one.
    public var key: String?

    /// A server.
    public init(
        url: String, dialect: LoadDialect = .steno, language: String? = nil, model: String? = nil, key: String? = nil
    ) {
        self.url = url
        self.dialect = dialect
        self.language = language
        self.model = model
        self.key = key
    }

    /// How its sessions speak.
    var adapter: any DialectAdapter {
        switch dialect {
        case .steno: StenoAdapter(target: self)
        case .whisperlive: WhisperLiveAdapter(target: self)
        case .deepgram: DeepgramAdapter(target: self)
        }
    }
}
