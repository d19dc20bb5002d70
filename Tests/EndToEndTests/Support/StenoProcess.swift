// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// The built `steno` program, run as a user runs it. Foundation's `Process` now and then misses the end of one among many.
final class StenoProcess: Sendable {
    struct Result {
        /// The exit code, or minus the signal that ended it.
        var status: Int32
        var output: String
        var errors: String
    }

    struct Failure: Error {
        var message: String
    }

    /// The program beside the tests' own binary.
    static var path: String {
        let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let fromBinary = binary.deletingLastPathComponent().appending(path: "steno")
        if FileManager.default.isExecutableFile(atPath: fromBinary.path) { return fromBinary.path }
        return Bundle.main.bundleURL.appending(path: "steno").path
    }

    private let process: pid_t
    private let folder: URL
    private let status = Mutex<Int32?>(nil)

    /// Starts the program, with the content of the file `input` on its standard input.
    ///
    /// - Parameters:
    ///   - output: the file that is its standard output; nil for one of its own.
    ///   - without: variables of the environment that it does not get.
    init(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, output: String? = nil,
        without: Set<String> = []
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input ?? "/dev/null", O_RDONLY, 0)
        let file = { [folder] (name: String) in folder.appending(path: name).path }
        for (descriptor, name) in [(STDOUT_FILENO, "output"), (STDERR_FILENO, "errors")] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, name == "output" ? output ?? file(name) : file(name), O_WRONLY | O_CREAT, 0o600)
        }
        let variables = ProcessInfo.processInfo.environment.filter { !without.contains($0.key) }
            .merging(environment) { $1 }.map { "\($0)=\($1)" }
        process = try Self.spawn([Self.path] + arguments, variables, actions)
    }

    deinit {
        if isRunning {
            Glibc.kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs to the end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, output: String? = nil,
        without: Set<String> = []
    ) async throws -> Result {
        try await StenoProcess(arguments, environment: environment, input: input, output: output, without: without)
            .finish()
    }

    /// What it has written to standard output so far.
    var text: String { text("output") }

    /// What it has written to standard error so far.
    var errors: String { text("errors") }

    var isRunning: Bool {
        status.withLock { status in
            guard status == nil else { return false }
            var word: Int32 = 0
            guard waitpid(process, &word, WNOHANG) == process else { return true }
            status = word & 0x7F == 0 ? word >> 8 & 0xFF : -(word & 0x7F)
            return false
        }
    }

    func terminate() {
        if isRunning { Glibc.kill(process, SIGTERM) }
    }

    /// Ends it at once, without a chance to tidy up.
    func kill() async throws {
        if isRunning { Glibc.kill(process, SIGKILL) }
        _ = try await finish()
    }

    /// Tells it to read again what may have changed.
    func hangUp() {
        if isRunning { Glibc.kill(process, SIGHUP) }
    }

    /// What Ctrl-C does.
    func interrupt() {
        if isRunning { Glibc.kill(process, SIGINT) }
    }

    func finish() async throws -> Result {
        while isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return Result(status: status.withLock { $0 ?? 0 }, output: text, errors: text("errors"))
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    private static func spawn(
        _ arguments: [String], _ variables: [String], _ actions: posix_spawn_file_actions_t
    ) throws -> pid_t {
        // The threads of Swift's tasks block signals, which a child would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var actions = actions
        var process = pid_t()
        var pointers = (arguments.map { strdup($0) } + [nil], variables.map { strdup($0) } + [nil])
        defer { for pointer in pointers.0 + pointers.1 { free(pointer) } }
        let result = posix_spawn(&process, arguments[0], &actions, &attributes, &pointers.0, &pointers.1)
        guard result == 0 else { throw Failure(message: "\(arguments[0]): \(String(cString: strerror(result)))") }
        return process
    }
}
