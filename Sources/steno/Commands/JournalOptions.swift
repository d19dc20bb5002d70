// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Logging
import StenoServer
import TranscriptJournal

/// Whether transcripts are kept.
struct JournalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep transcripts in this SQLite file, for GET /v1/sessions/ID; they are not kept without it.",
            valueName: "file"))
    var journal: String?

    @Option(
        help: ArgumentHelp(
            "Days for which a transcript is kept after its last word; forever when not given.", valueName: "days"))
    var journalRetention: Double?

    /// Opens the journal, if there is to be one.
    func open(logger: Logger) throws -> Journal? {
        guard let journal else { return nil }
        let retention = journalRetention.map { Duration.seconds($0 * 86_400) }
        return try Journal(settings: JournalSettings(path: journal, retention: retention), logger: logger)
    }

    func validate() throws {
        if let journalRetention, !(journalRetention > 0 && journalRetention <= 36_500) {
            throw ValidationError("--journal-retention takes a number of days above 0, at most 36500.")
        }
        if journalRetention != nil, journal == nil {
            throw ValidationError("--journal-retention needs --journal FILE.")
        }
        if journal == "" { throw ValidationError("--journal takes the name of a file.") }
    }
}
