// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ServerAccess
import StenoServer

/// Which keys file a command is about.
struct KeysFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The keys file; $STENO_KEYS when not given.", valueName: "file"))
    var keys: String?

    /// The file.
    /// - Throws: `ValidationError` when neither says which.
    func file() throws -> APIKeyFile {
        guard let path = keys ?? Environment.variables["STENO_KEYS"], !path.isEmpty else {
            throw ValidationError("Name the keys file with --keys FILE or STENO_KEYS.")
        }
        return APIKeyFile(path: path)
    }
}
