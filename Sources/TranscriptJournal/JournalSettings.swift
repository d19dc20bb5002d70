// SPDX-License-Identifier: Apache-2.0

/// Where transcripts are kept, and for how long.
public struct JournalSettings: Sendable, Equatable {
    /// The database's file.
    public var path: String
    /// How long a session is kept after its last word; nil forever.
    public var retention: Duration?

    /// Makes settings.
    public init(path: String, retention: Duration? = nil) {
        self.path = path
        self.retention = retention
    }
}
