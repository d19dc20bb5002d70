import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program whose output is read. It is killed when nobody reads it any more.
final class ChildProcess: Sendable {
    enum Failure: Error {
        /// There is no such program.
        case missing
        /// The system starts no more.
        case exhausted
    }

    private let identifier: pid_t
    private let descriptor: Int32
    private let status = Mutex<Int32?>(nil)

    /// Starts a program with nothing to read and nowhere to complain.
    init(_ program: String, _ arguments: [String]) throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .exhausted }
        // Programs that are started meanwhile do not hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (code, identifier) = Self.spawn(program, arguments, output: ends[1])
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
        _ = waitForSuccess()
        close(descriptor)
    }

    /// The next bytes of the output, as many as are wanted unless it ends before; none at the end.
    ///
    /// - Parameter patience: how many seconds to wait for a byte before the program is killed.
    func output(upTo limit: Int, patience: Double) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&request, 1, Int32(patience * 1_000))
                if ready < 0, errno == EINTR { continue }
                guard ready > 0 else { return stop() }
                let result = read(descriptor, buffer.baseAddress! + count, limit - count)
                if result < 0, errno == EINTR { continue }
                guard result > 0 else { return }
                count += result
            }
        }
    }

    /// Waits for the program's end; whether it was a good one.
    func waitForSuccess() -> Bool {
        status.withLock { status in
            if status == nil {
                var code: Int32 = 0
                while waitpid(identifier, &code, 0) < 0, errno == EINTR {}
                status = code
            }
            return status == 0
        }
    }

    private func stop() {
        status.withLock { status in
            // Its number may be another's once it was waited for.
            if status == nil { kill(identifier, SIGKILL) }
        }
    }

    private static func spawn(_ program: String, _ arguments: [String], output: Int32) -> (code: Int32, pid_t) {
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
        // The environment may hold secrets.
        let path = "PATH=" + (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")
        var identifier: pid_t = 0
        let code = withCStrings([program] + arguments) { arguments in
            withCStrings([path]) { posix_spawnp(&identifier, program, &actions, nil, arguments, $0) }
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
