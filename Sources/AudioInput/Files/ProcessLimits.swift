// SPDX-License-Identifier: Apache-2.0

/// What a child process may take of the machine. It also writes no file, leaves no core dump, runs behind the others (`nice`),
/// and is the first that a system without memory ends.
struct ProcessLimits: Sendable {
    /// Bytes of memory that it may write to (`RLIMIT_DATA`): libraries are not counted, as in an address space.
    var data = 256 << 20
    /// Bytes of address space (`RLIMIT_AS`). The libraries of `ffmpeg` alone take 300 MiB of it.
    var addressSpace = 1 << 30
    /// Seconds of processor time (`RLIMIT_CPU`).
    var processorTime = 600
    /// Files at a time.
    var files = 64

    /// The command that sets the limits and becomes the program.
    ///
    /// `posix_spawn` sets no limits, and `fork` copies the page tables of a server. The shell is on every system and sets them
    /// in the child itself, before the program runs. A limit that cannot be set is lower already.
    func command(_ program: String, _ arguments: [String]) -> [String] {
        let script = """
            { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
            ulimit -c 0; ulimit -f 0; ulimit -n \(files); ulimit -t \(processorTime)
            ulimit -d \(data >> 10); ulimit -v \(addressSpace >> 10)
            exec nice -n 5 "$0" "$@"
            """
        return ["/bin/sh", "-c", script, program] + arguments
    }
}
