// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `steno models`
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch, find and check models.",
        discussion: """
            steno models list
            steno models pull base
            steno models pull openai/whisper-small
            steno models path base
            steno models verify base
            """,
        subcommands: [
            ModelsListCommand.self, ModelsPullCommand.self, ModelsPathCommand.self, ModelsVerifyCommand.self,
        ]
    )
}
