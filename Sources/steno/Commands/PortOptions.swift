import ArgumentParser
import ServerAccess
import StenoServer

/// Ports of dialects that need one of their own.
struct PortOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Speak to clients of Vosk's server on this port, 2700 there.", valueName: "port"))
    var voskPort: Int?

    @Option(help: ArgumentHelp("Speak to clients of WhisperLive on this port, 9090 there.", valueName: "port"))
    var whisperlivePort: Int?

    @Option(
        help: ArgumentHelp(
            "Speak Wyoming, as Home Assistant does, on this port, 10300 there: without keys and encryption.",
            valueName: "port"))
    var wyomingPort: Int?

    @Option(
        help: ArgumentHelp(
            "A client of Wyoming's port, or a range of them such as 192.168.1.0/24; others are refused. Needed where --keys are. May be given more than once.",
            valueName: "range"),
        transform: Self.range)
    var wyomingAllow: [AddressRange] = []

    func validate() throws {
        for (dialect, port) in ports where !(0...65_535).contains(port) {
            throw ValidationError("--\(dialect.rawValue)-port takes a number from 0 to 65535.")
        }
    }

    /// The ports of those that are switched on.
    var ports: [DialectPort: Int] {
        [DialectPort.vosk: voskPort, .whisperLive: whisperlivePort, .wyoming: wyomingPort].compactMapValues { $0 }
    }

    private static func range(_ text: String) throws -> AddressRange {
        do {
            return try AddressRange(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
