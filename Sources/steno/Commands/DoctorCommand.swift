// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore

/// `steno doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine: processor, kernels, models, cache, port.",
        discussion: """
            Each line is ok, warn or fail, with what to do. The exit code is 1 if anything fails.

            With --model, also what to expect of a model of `steno models list`: languages, memory, error rates.
            """
    )

    @Option(help: "The port that `steno serve` will use.")
    var port = 8765

    @Option(help: "A model to describe, installed or not.")
    var model: String?

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port takes a number from 1 to 65535.") }
    }

    func run() throws {
        let store = ModelStore(environment: Environment.variables)
        let findings =
            [ProcessorCheck.finding(), KernelCheck.finding()] + ModelCheck.findings(store)
            + [CacheCheck.finding(store.root), PortCheck.finding(port)]
            + (try model.map { try ModelFactsCheck.findings($0, store) } ?? [])
        for finding in findings { Terminal.standardOutput.writeLine(finding.line) }
        if findings.contains(where: { $0.verdict == .fail }) { throw ExitCode.failure }
    }
}
