// SPDX-License-Identifier: Apache-2.0

/// A client's request to resume a session.
package struct ResumeRequest: Equatable, Sendable {
    package let session: String
    package let token: String
    /// The number of the last event that the client has seen; 0 for none.
    package let lastEvent: Int

    package init(session: String, token: String, lastEvent: Int) {
        self.session = session
        self.token = token
        self.lastEvent = lastEvent
    }
}
