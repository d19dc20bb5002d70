// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The path of a recording, and its name in errors.
struct FilePath {
    let path: String
    let name: String
    /// What a command line has for it.
    private let argument: String

    init(_ path: String, name: String?, argument: String? = nil) {
        self.path = path
        self.name = name ?? path
        self.argument = argument ?? self.name
    }

    /// Opens the file, and tells apart the plain reasons why it cannot be read.
    ///
    /// - Throws: ``AudioInputError`` with code `missing`, `unreadable` or `empty`.
    func bytes() throws(AudioInputError) -> FileBytes {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else { throw unreadable(code) }
            throw AudioInputError(.missing, "There is no file \(name)", remedy: "Check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw AudioInputError(.unreadable, "\(name) is not a file", remedy: "Give the path of a recording")
        }
        guard status.st_size > 0 else {
            throw AudioInputError(.empty, "\(name) is empty", remedy: "Record it again")
        }
        guard let bytes = FileBytes(path: path, size: Int(status.st_size)) else { throw unreadable(errno) }
        return bytes
    }

    /// Opens it for reading.
    ///
    /// - Returns: a descriptor, which the caller closes.
    /// - Throws: ``AudioInputError`` with code `unreadable`.
    func descriptor() throws(AudioInputError) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(errno) }
        return descriptor
    }

    /// What to do about a file that cannot be read: a command that makes almost anything readable, safe to paste into a shell.
    var conversion: String { "Convert it: \(command)" }

    /// The command of ``conversion``.
    var command: String {
        let quoted = argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return "`ffmpeg -i '\(quoted)' -ar 16000 -ac 1 out.wav`"
    }

    /// - Parameters:
    ///   - seconds: what could be read.
    ///   - whole: what should have been there, if that is known.
    func truncated(after seconds: Double, of whole: Double?) -> AudioInputError {
        let tenths = { (seconds: Double) in (seconds * 10).rounded() / 10 }
        let length = whole.map { " of \(tenths($0))" } ?? ""
        return AudioInputError(
            .truncated, "\(name) is cut off or damaged: only \(tenths(seconds))\(length) s could be read",
            remedy: "Get the file again, or save what is there: \(command)")
    }

    /// - Parameter longest: the most that is allowed, in seconds.
    func tooLong(_ longest: Double) -> AudioInputError {
        AudioInputError(
            .tooLong, "\(name) is longer than \(Self.minutes(longest))",
            remedy: "Cut it into shorter recordings")
    }

    /// Without needless digits.
    private static func minutes(_ seconds: Double) -> String {
        guard seconds != 60 else { return "1 minute" }
        let tenths = (seconds / 6).rounded()
        return tenths.remainder(dividingBy: 10) == 0 ? "\(Int(tenths / 10)) minutes" : "\(tenths / 10) minutes"
    }

    private func unreadable(_ code: Int32) -> AudioInputError {
        AudioInputError(
            .unreadable, "\(name) cannot be read: \(String(cString: strerror(code)))", remedy: "Check its permissions")
    }
}
