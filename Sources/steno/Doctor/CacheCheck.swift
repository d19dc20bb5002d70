// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whether models can be kept.
enum CacheCheck {
    /// Looks at the cache's folder, or where it would be made.
    static func finding(_ root: String) -> Finding {
        var folder = root
        while access(folder, F_OK) != 0, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = String(folder[..<slash])
        }
        // The dot makes sure that it is a folder.
        guard access("\(folder)/.", W_OK | X_OK) == 0 else {
            return Finding(
                verdict: .fail, subject: "cache", message: "\(root) cannot be written",
                remedy: "Set STENO_CACHE to a folder that you may write to.")
        }
        var space = statvfs()
        guard statvfs(folder, &space) == 0 else {
            return Finding(verdict: .ok, subject: "cache", message: "\(root) can be written")
        }
        let free = Int(space.f_bavail) * Int(space.f_frsize)
        let message = "\(root), \(ByteCount.text(free)) free"
        guard free > 500_000_000 else {
            return Finding(
                verdict: .warn, subject: "cache", message: message,
                remedy: "Models need from 150 MB to 3 GB; set STENO_CACHE to a larger disk.")
        }
        return Finding(verdict: .ok, subject: "cache", message: message)
    }
}
