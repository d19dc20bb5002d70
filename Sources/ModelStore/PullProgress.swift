// SPDX-License-Identifier: Apache-2.0

/// How far a pull has come.
public struct PullProgress: Sendable, Equatable {
    /// What the store is doing.
    public enum Stage: Sendable, Equatable {
        /// What is to be fetched is known: from where, and under which licence, by its SPDX name.
        case starting(source: String, license: String?)
        /// Another process is fetching the same thing.
        case waiting
        /// Bytes are coming in.
        case downloading
        /// A checksum is being computed.
        case verifying
        /// Files are being taken out of an archive.
        case unpacking
    }

    /// The catalog name of what is pulled.
    public var item: String
    /// What the store is doing.
    public var stage: Stage
    /// The file at hand, as its server names it.
    public var file: String
    /// Bytes of the whole item fetched so far, in this and earlier pulls.
    public var bytes: Int
    /// Bytes of the whole item.
    public var total: Int
}

/// Called often while a pull goes on, on the thread that called the store.
public typealias PullProgressHandler = (PullProgress) -> Void
