import Glibc

/// Files that commands write beside standard output.
enum OutputFile {
    /// Writes a file, in place of what was there.
    /// - Throws: ``CommandError`` with the reason if not all of it could be written.
    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(CommandError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path, errno) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                close(descriptor)
                throw failure(path, reason)
            }
            rest = rest.dropFirst(count)
        }
        // Some disks say only here that they are full.
        guard close(descriptor) == 0 else { throw failure(path, errno) }
    }

    private static func failure(_ path: String, _ reason: Int32) -> CommandError {
        CommandError(
            "\(path) cannot be written: \(String(cString: strerror(reason)).lowercased())",
            remedy: "Choose a file in a folder that you may write to, on a disk with room.")
    }
}
