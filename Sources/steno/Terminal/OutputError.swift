// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Standard output that cannot be written.
struct OutputError: Error, CustomStringConvertible {
    /// The error of the system.
    let reason: Int32

    var description: String {
        let remedy =
            switch reason {
            case ENOSPC, EDQUOT: "Free some space on the disk, or write to another."
            case EBADF: "Do not close it; redirect it to a file or to /dev/null."
            default: "Redirect it to another file."
            }
        return "Standard output cannot be written: \(String(cString: strerror(reason)).lowercased()). \(remedy)"
    }
}
