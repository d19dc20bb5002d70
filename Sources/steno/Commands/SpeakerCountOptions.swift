// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SpeakerLabels

/// How many people speak, for the commands that tell them apart.
struct SpeakerCountOptions: ParsableArguments {
    @Option(help: "How many people speak at least.")
    var minSpeakers = 1

    @Option(help: "How many people speak at most.")
    var maxSpeakers = SpeakerSettings.mostSpeakers

    /// Whether nothing is known about how many people speak.
    var isAnyNumber: Bool { minSpeakers == 1 && maxSpeakers == SpeakerSettings.mostSpeakers }

    func validate() throws {
        _ = try settings()
    }

    func settings() throws -> SpeakerSettings {
        do {
            return try SpeakerSettings(minSpeakers: minSpeakers, maxSpeakers: maxSpeakers)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
