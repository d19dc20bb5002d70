// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AudioInput
import ModelStore
import SpeakerLabels
import VoiceActivity

/// `steno speakers`
struct SpeakersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speakers",
        abstract: "Find who speaks when in recordings.",
        discussion: """
            steno models pull speaker
            steno speakers meeting.flac
            steno speakers --max-speakers 2 call.wav
            steno speakers --format rttm meeting.flac > meeting.rttm

            The turns alone go to standard output. Speakers have numbers, in the order in which they appear. Who they are is
            not known, and nothing about their voices is kept.
            """
    )

    @Argument(help: "Recordings; - for one on standard input.")
    var files: [String]

    @Option(help: "What goes to standard output: text, rttm or json.")
    var format = SpeakersFormat.text

    @OptionGroup var count: SpeakerCountOptions

    @Flag(help: "Label each utterance when it ends, as a live session does, and not by all of the recording.")
    var live = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name a recording.") }
        guard files.count == 1 || format == .rttm else {
            throw ValidationError("--format \(format) takes one file at a time. Use --format rttm for several.")
        }
        guard files.count(where: { $0 == RecordingInput.standardInput }) < 2 else {
            throw ValidationError("Standard input can be read once; give - once.")
        }
    }

    func run() throws {
        let store = ModelStore(environment: Environment.variables)
        let encoder = try VoiceEncoder(installedIn: store)
        let voiceActivity = try VoiceActivityModel(
            path: "\(try store.path(of: Catalog.voiceActivityModel))/\(VoiceActivityModel.fileName)")
        let speakers = RecordingSpeakers(
            encoder: encoder, voiceActivity: voiceActivity, settings: try count.settings(), isLive: live)
        for file in files {
            let input = try RecordingInput(file)
            let progress = try FileProgress(input)
            defer { progress.finish() }
            let turns = try speakers.turns(of: input, progress: progress.update)
            progress.finish()
            Terminal.standardOutput.write(try format.document(turns))
        }
    }
}
