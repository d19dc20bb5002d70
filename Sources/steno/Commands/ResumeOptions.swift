// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SessionRuntime
import StenoServer

/// How long sessions wait for clients whose connection broke.
struct ResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Seconds for which a session whose connection broke waits for its client; 0 ends it at once.",
            valueName: "seconds"))
    var resumeTimeout = 60.0

    @Option(
        help: ArgumentHelp(
            "Most sessions that wait for their clients; by default as many as --max-sessions. Beyond that, the key or address with the most loses one.",
            valueName: "number"))
    var maxKeptSessions: Int?

    /// The same for the server.
    var settings: ResumptionSettings {
        ResumptionSettings(timeout: .seconds(resumeTimeout), maximumKept: maxKeptSessions)
    }

    func validate() throws {
        guard (0...86_400).contains(resumeTimeout) else {
            throw ValidationError("--resume-timeout takes a number of seconds from 0 to 86400.")
        }
        guard maxKeptSessions ?? 0 >= 0 else { throw ValidationError("--max-kept-sessions takes a number from 0.") }
    }
}
