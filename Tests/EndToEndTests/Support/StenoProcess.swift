import Foundation
import Synchronization

/// The built `steno` program, run as a user runs it.
final class StenoProcess: Sendable {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The program beside the tests' own binary.
    static var path: String {
        let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let fromBinary = binary.deletingLastPathComponent().appending(path: "steno")
        if FileManager.default.isExecutableFile(atPath: fromBinary.path) { return fromBinary.path }
        return Bundle.main.bundleURL.appending(path: "steno").path
    }

    private let process: Mutex<Process>
    private let output = Capture()
    private let errors = Capture()

    init(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        try process.run()
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { if $0.isRunning { $0.terminate() } }
    }

    /// Runs to the end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil
    ) async throws -> Result {
        try await StenoProcess(arguments, environment: environment, directory: directory).finish()
    }

    /// What it has written to standard output so far.
    var text: String { output.text }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    func terminate() {
        process.withLock { $0.terminate() }
    }

    func finish() async throws -> Result {
        while isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return Result(
            status: process.withLock { $0.terminationStatus }, output: await output.whole(),
            errors: await errors.whole())
    }
}

/// Everything a process writes to one pipe.
private final class Capture: Sendable {
    let pipe = Pipe()
    private let state = Mutex((data: Data(), isAtEnd: false))

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.state.withLock {
                $0.data += data
                $0.isAtEnd = data.isEmpty
            }
        }
    }

    var text: String { state.withLock { String(decoding: $0.data, as: UTF8.self) } }

    func whole() async -> String {
        while !state.withLock({ $0.isAtEnd }) { try? await Task.sleep(for: .milliseconds(10)) }
        return text
    }
}
