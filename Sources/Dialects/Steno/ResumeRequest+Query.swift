// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import WireText

extension ResumeRequest {
    /// The parameter that makes a handshake one.
    static let parameter = "resume"

    /// Reads the query of a handshake; nil when it has no `resume`.
    /// - Throws: ``SessionFault`` `invalid_parameter` when `last_event` is no number.
    init?(query: [(name: String, value: ParameterValue)]) throws(SessionFault) {
        let value = { (name: String) in query.last { $0.name == name }?.value }
        guard case .text(let session)? = value(Self.parameter) else { return nil }
        let lastEvent = value("last_event") ?? .number(0)
        guard let number = lastEvent.number, let number = Int(exactly: number), number >= 0 else {
            throw SessionFault(
                .invalidParameter,
                "last_event is \(lastEvent.shown), which must be the number of the last event received, or 0.")
        }
        var token = ""
        if case .text(let text)? = value("resume_token") { token = text }
        self.init(session: session, token: token, lastEvent: number)
    }
}
