// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Whether the body of a request comes fast enough. A plain value; the time is passed in.
///
/// Only the time counts for which the client is waited for: one whose bytes are not read cannot send any.
struct BodyPace: Equatable {
    /// What a client may take for any body.
    static let grace = TimeAmount.seconds(30)
    /// How many bytes a second it has to send beyond that.
    static let leastSpeed = 4_096

    private var bytes = 0
    private var waited = TimeAmount.zero
    /// Since when the client is waited for; nil while it is not.
    private var since: NIODeadline?

    /// More is asked for.
    mutating func asked(at now: NIODeadline) {
        if self.since == nil { self.since = now }
    }

    /// Bytes came.
    mutating func arrived(_ count: Int, at now: NIODeadline) {
        self.bytes += count
        if let since = self.since.take() { self.waited = self.waited + (now - since) }
    }

    /// When the client has had its time; nil while it is not waited for.
    var deadline: NIODeadline? {
        let allowed = Self.grace + .seconds(Int64(self.bytes / Self.leastSpeed))
        return self.since.map { $0 + (allowed - self.waited) }
    }
}
