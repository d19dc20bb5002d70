// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A recording that a person names: a file, `-` for standard input, or a pipe.
///
/// Formats are read with seeking, so what comes through a pipe is kept in a temporary file until the input is gone. The file has no
/// name in any folder on Linux, so that nothing stays behind.
public final class RecordingInput: Sendable {
    /// What stands for standard input.
    public static let standardInput = "-"

    /// What people call it.
    public let name: String
    /// What was given.
    let argument: String
    /// Where it can be read.
    let path: String
    private let spool: SpoolFile?

    /// Finds a recording; one that comes through a pipe is read to its end.
    ///
    /// - Parameters:
    ///   - argument: a path, or `-`.
    ///   - name: what to call it; nil for the argument.
    /// - Throws: ``AudioInputError`` with code `unreadable` or `empty`.
    public init(_ argument: String, name: String? = nil) throws(AudioInputError) {
        let isStandardInput = argument == Self.standardInput
        self.argument = argument
        self.name = isStandardInput ? "standard input" : name ?? argument
        let path = isStandardInput ? "/dev/stdin" : argument
        var status = stat()
        let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
        if isStandardInput, kind == S_IFCHR { try Self.checkDevice(self.name) }
        guard kind == S_IFIFO || kind == S_IFSOCK else {
            self.path = path
            spool = nil
            return
        }
        let source = isStandardInput ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw SpoolFile.unreadable(self.name, errno) }
        defer { close(source) }
        let spool = try SpoolFile(copying: source, name: self.name)
        self.spool = spool
        self.path = spool.path
    }

    private static func checkDevice(_ name: String) throws(AudioInputError) {
        if isatty(STDIN_FILENO) == 1 {
            throw AudioInputError(
                .unreadable, "\(name) is a terminal", remedy: "Pipe a recording into the command, or name a file")
        }
        var null = stat()
        var status = stat()
        // Other devices deliver endlessly.
        guard stat("/dev/null", &null) == 0, fstat(STDIN_FILENO, &status) == 0, status.st_rdev == null.st_rdev else {
            throw AudioInputError(
                .unreadable, "\(name) is a device", remedy: "Pipe a recording into the command, or name a file")
        }
        throw AudioInputError(
            .empty, "\(name) is empty", remedy: "Pipe a recording into the command, or name a file")
    }
}
