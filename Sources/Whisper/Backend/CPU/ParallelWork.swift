// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// Work in parts, each done on a thread of its own if the system has them.
struct ParallelWork {
    private let body: (Int) throws -> Void
    private let failures: UnsafeMutableBufferPointer<(any Error)?>

    /// Does all parts, at least one; returns when the last is done.
    ///
    /// - Throws: what the first part that failed threw.
    static func run(parts: Int, _ body: (Int) throws -> Void) throws {
        guard parts > 1 else { return try body(0) }
        var failures = [(any Error)?](repeating: nil, count: parts)
        failures.withUnsafeMutableBufferPointer { failures in
            withoutActuallyEscaping(body) { body in
                var work = ParallelWork(body: body, failures: failures)
                withUnsafeMutablePointer(to: &work) { work in
                    steno_parallel(
                        parts, { $0!.assumingMemoryBound(to: ParallelWork.self).pointee.run($1) }, work)
                }
            }
        }
        if let failure = failures.lazy.compactMap({ $0 }).first { throw failure }
    }

    private func run(_ part: Int) {
        do { try body(part) } catch { failures[part] = error }
    }
}
