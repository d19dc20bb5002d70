// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Options about the files that `steno transcribe` writes.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "Write files beside each recording: txt, srt, vtt and json, separated by commas.", valueName: "formats"),
        transform: Self.formats)
    var formats: [TranscriptFormat]?

    @Option(
        name: .customLong("output-dir"),
        help: ArgumentHelp("Write the files of --to into a folder instead.", valueName: "folder"))
    var folder: String?

    @Flag(help: "Transcribe recordings again that already have their files, and replace those.")
    var overwrite = false

    func validate() throws {
        guard formats != nil || folder == nil && !overwrite else {
            throw ValidationError("\(folder == nil ? "--overwrite" : "--output-dir") needs --to.")
        }
    }

    private static func formats(_ text: String) throws -> [TranscriptFormat] {
        var formats: [TranscriptFormat] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let format = TranscriptFormat(argument: String(name)) else {
                throw ValidationError(
                    "There is no format \(name). Give some of txt, srt, vtt and json, such as srt,txt.")
            }
            if !formats.contains(format) { formats.append(format) }
        }
        return formats
    }
}
