// SPDX-License-Identifier: Apache-2.0

import Spelling

/// The names of environment variables that mean something to `steno serve`.
enum EnvironmentNames {
    private static let prefix = "STENO_"
    /// Those that are no options of `serve`.
    private static let others = ["STENO_API_KEY", "STENO_API_KEYS", "STENO_CACHE"]

    /// Checks that every variable of Steno's is known: a setting that is misspelt would else be none.
    ///
    /// - Throws: ``CommandError`` for the first that is not, with the nearest that is.
    static func check(_ environment: [String: String], options: [CommandOption]) throws {
        let known = options.map(\.variable) + others
        let unknown = environment.filter { name, value in
            name.hasPrefix(prefix) && !known.contains(name) && !isServiceLink(name, value)
        }
        guard let name = unknown.keys.min() else { return }
        throw CommandError("There is no setting for the environment variable \(name)", remedy: remedy(name, known))
    }

    private static func remedy(_ name: String, _ known: [String]) -> String {
        let limit = max(2, (name.count - prefix.count) / 3)
        guard let nearest = Nearest.word(to: name, among: known, within: limit) else {
            return "Remove it, or see all settings with `steno serve --print-config`."
        }
        return "Did you mean \(nearest.word)?"
    }

    /// What Kubernetes tells every pod of a service whose name begins with `steno-`.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        name.contains("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || value.hasPrefix("tcp://")
            || value.hasPrefix("udp://") || ["_TCP_", "_UDP_", "_SCTP_"].contains { name.contains($0) }
    }
}
