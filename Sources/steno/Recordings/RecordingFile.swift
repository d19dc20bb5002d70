// SPDX-License-Identifier: Apache-2.0

/// A recording on the command line, or in a folder that stands there.
struct RecordingFile: Hashable {
    /// What opens it.
    var path: String
    /// What people call it.
    var name: String
    /// Where it lies below the folder that was given, or its last component: what comes below `--output-dir`.
    var relativePath: String
    /// Its size; 0 where that is not known.
    var bytes = 0
}
