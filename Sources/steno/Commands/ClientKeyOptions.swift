// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The key of a client's command.
struct ClientKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A key for a server that requires one; by default $STENO_API_KEY, which other users of this machine cannot see.",
            valueName: "key"))
    var apiKey: String?

    /// The key; nil for none.
    var key: String? {
        let key = apiKey ?? Environment.variables["STENO_API_KEY"]
        return key?.isEmpty == false ? key : nil
    }
}
