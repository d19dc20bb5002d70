// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program whose output is read. It is killed when no one reads it any longer.
final class ChildProcess: Sendable {
    enum Failure: Error {
        /// There is no such program.
        case missing
        /// The system starts no more.
        case exhausted
    }

    /// How a program ended.
    enum Ending: Equatable {
        /// With this code, 0 for success.
        case exit(Int32)
        /// By a signal: a crash, a limit, or the system without memory.
        case signal(Int32)
        /// It was killed, since it took too long.
        case givenUp
    }

    /// Where the program finds the file that is handed to it.
    static let inputPath = "/dev/fd/\(inputDescriptor)"
    private static let inputDescriptor: Int32 = 3

    private struct State {
        var status: Int32?
        var isGivenUp = false
    }

    private let identifier: pid_t
    private let descriptor: Int32
    private let state = Mutex(State())

    /// Starts a program with nothing to read but one file, and nowhere to complain.
    ///
    /// - Parameters:
    ///   - limits: what it may take; nil for no limits.
    ///   - input: an open file, which the program finds at ``inputPath``.
    init(
        _ program: String, _ arguments: [String], limits: ProcessLimits? = nil, input: Int32? = nil
    ) throws(Failure) {
        var command = [program] + arguments
        if let limits {
            // The shell would be found in any case.
            guard let path = Self.find(program) else { throw .missing }
            command = limits.command(path, arguments)
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .exhausted }
        // Programs that are started meanwhile do not hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (code, identifier) = Self.spawn(command, output: ends[1], input: input)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw code == ENOENT ? .missing : .exhausted
        }
        self.identifier = identifier
        descriptor = ends[0]
    }

    deinit {
        stop()
        _ = waitForEnd()
        close(descriptor)
    }

    /// The next bytes of the output, as many as are wanted unless it ends before; none at the end.
    ///
    /// - Parameter patience: how many seconds to wait for all of them before the program is killed.
    func output(upTo limit: Int, patience: Double) -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(patience)
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let left = max(.zero, deadline - .now) / .milliseconds(1)
                let ready = poll(&request, 1, Int32(clamping: Int(left.rounded(.up))))
                if ready < 0, errno == EINTR { continue }
                guard ready > 0 else { return giveUp() }
                let result = read(descriptor, buffer.baseAddress! + count, limit - count)
                if result < 0, errno == EINTR { continue }
                guard result > 0 else { return }
                count += result
            }
        }
    }

    /// Waits for the program's end.
    func waitForEnd() -> Ending {
        state.withLock { state in
            if state.status == nil {
                var code: Int32 = 0
                while waitpid(identifier, &code, 0) < 0, errno == EINTR {}
                state.status = code
            }
            if state.isGivenUp { return .givenUp }
            let status = state.status ?? 0
            // As the macros WIFSIGNALED, WTERMSIG and WEXITSTATUS read it.
            return status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        }
    }

    /// Waits for the program's end; whether it was a good one.
    func waitForSuccess() -> Bool { waitForEnd() == .exit(0) }

    private func giveUp() {
        state.withLock { $0.isGivenUp = true }
        stop()
    }

    private func stop() {
        state.withLock { state in
            // Its number may be another's once it was waited for.
            if state.status == nil { kill(identifier, SIGKILL) }
        }
    }

    /// The path of a program, looked for as the system does.
    private static func find(_ program: String) -> String? {
        guard !program.contains("/") else { return access(program, X_OK) == 0 ? program : nil }
        return searchPath.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    private static var searchPath: String { getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin" }

    private static func spawn(_ command: [String], output: Int32, input: Int32?) -> (code: Int32, pid_t) {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
        #else
            var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Last, for the output may have this number.
        if let input { posix_spawn_file_actions_adddup2(&actions, input, inputDescriptor) }
        var identifier: pid_t = 0
        // The environment may hold secrets.
        let code = withCStrings(command) { arguments in
            withCStrings(["PATH=\(searchPath)"]) {
                posix_spawnp(&identifier, command[0], &actions, nil, arguments, $0)
            }
        }
        return (code, identifier)
    }

    /// Lends texts as C takes them: a list that ends with nothing.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
