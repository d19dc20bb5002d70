// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ServerAccess
import StenoServer

/// Ports of dialects that need one of their own.
struct PortOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Accept Vosk clients on this port (Vosk's default is 2700).", valueName: "port"))
    var voskPort: Int?

    @Option(
        help: ArgumentHelp(
            "Accept WhisperLive clients on this port (WhisperLive's default is 9090).", valueName: "port"))
    var whisperlivePort: Int?

    @Option(
        help: ArgumentHelp(
            "Accept Wyoming clients, such as Home Assistant, on this port (usually 10300), without keys or encryption.",
            valueName: "port"))
    var wyomingPort: Int?

    @Option(
        help: ArgumentHelp(
            "An address that may use the Wyoming port, or a range such as 192.168.1.0/24; others are rejected. Required with --keys. May be repeated.",
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
