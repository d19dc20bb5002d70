import ArgumentParser
import Logging

/// Options about what is logged, and how.
struct LogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("\(Logger.Level.names).", valueName: "level"))
    var logLevel = Logger.Level.info

    @Option(help: ArgumentHelp("text, or json: an object a line.", valueName: "format"))
    var logFormat = Log.Format.text

    @Flag(help: "Write what was said to the log, too.")
    var logTexts = false
}
