// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One of the process's standard streams.
struct Terminal: Sendable {
    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)

    private let descriptor: Int32

    /// Occupies the numbers of streams that are closed: the next file to be opened, perhaps a journal, would get what is meant for
    /// standard output.
    static func occupyClosedStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The wrong way round, so that using it fails as before.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether a person looks at it.
    var isInteractive: Bool { isatty(descriptor) == 1 }

    /// Its width in columns; 80 where it does not say.
    var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Writes text at once, past any buffer. If standard output cannot be written, the program ends with exit code 1 and the reason.
    func write(_ text: String) {
        guard let reason = failure(writing: text), descriptor == STDOUT_FILENO else { return }
        Terminal.standardError.writeLine("steno: \(OutputError(reason: reason))")
        exit(EXIT_FAILURE)
    }

    /// Writes a line that is lost for good if nobody reads it.
    /// - Throws: ``OutputError`` if it cannot be written, also to a closed pipe.
    func deliver(_ text: String) throws(OutputError) {
        if let reason = systemError(writing: text + "\n") { throw OutputError(reason: reason) }
    }

    /// Writes text at once; a line on standard error says why if that fails, and the program goes on.
    func announce(_ text: String) {
        guard let reason = failure(writing: text + "\n") else { return }
        Terminal.standardError.writeLine("steno: \(OutputError(reason: reason))")
    }

    /// - Returns: the error of the system if not all could be written; nil also for a pipe that is closed: its reader wants no more.
    private func failure(writing text: String) -> Int32? {
        let reason = systemError(writing: text)
        return reason == EPIPE ? nil : reason
    }

    private func systemError(writing text: String) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
                continue
            }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    /// Writes text and a line break.
    func writeLine(_ text: String) {
        write(text + "\n")
    }
}
