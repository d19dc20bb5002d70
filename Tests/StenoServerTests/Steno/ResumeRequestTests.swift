// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Testing

@testable import Dialects
@testable import WireText

/// A request to resume a session, as a handshake has it.
struct ResumeRequestTests {
    @Test func theWishToResumeIsInTheQuery() throws {
        expect(try ResumeRequest(query: HTTPQuery.parse("language=en&last_event=3")) == nil)
        let request = try ResumeRequest(query: HTTPQuery.parse("resume=ab&resume_token=cd&last_event=3&language=en"))
        expect(request?.session == "ab" && request?.token == "cd" && request?.lastEvent == 3)
        expect(try ResumeRequest(query: HTTPQuery.parse("resume=ab"))?.lastEvent == 0)
        for number in ["-1", "x", "1.5", "1e300", ""] {
            let error = #expect(throws: SessionFault.self) {
                try ResumeRequest(query: HTTPQuery.parse("resume=ab&last_event=\(number)"))
            }
            expect(error?.code == .invalidParameter)
        }
    }
}
