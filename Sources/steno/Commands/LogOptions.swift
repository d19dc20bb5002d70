// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Logging

/// Options about what is logged, and how.
struct LogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("\(Logger.Level.names).", valueName: "level"))
    var logLevel = Logger.Level.info

    @Option(help: ArgumentHelp("text, or json: one object per line.", valueName: "format"))
    var logFormat = Log.Format.text

    @Flag(help: "Also write texts to the log.")
    var logTexts = false
}
