// SPDX-License-Identifier: Apache-2.0

/// What lets a client come back to its session after its connection broke.
package struct SessionResumption: Sendable {
    /// What the client has to show.
    package let token: ResumeToken
    /// What its dialect needs to know again then.
    package let memory: any Sendable

    package init(token: ResumeToken, memory: any Sendable) {
        self.token = token
        self.memory = memory
    }
}
