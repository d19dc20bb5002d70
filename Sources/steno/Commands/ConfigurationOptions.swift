// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Options about where options come from. Their work is done before the command is parsed: ``EffectiveConfiguration``.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file with options by their long names; the environment, such as STENO_MAX_SESSIONS, overrides it.",
            valueName: "file"))
    var config: String?

    @Flag(help: "Print all options and where each comes from, as a configuration file, and exit.")
    var printConfig = false
}
