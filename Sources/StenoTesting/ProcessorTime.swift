#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// How much processor time of its thread a piece of work takes, whatever else the machine does.
public enum ProcessorTime {
    /// The shortest of several runs, in milliseconds: the others were interrupted.
    public static func milliseconds(runs: Int = 7, _ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<runs {
            let start = now()
            try body()
            best = min(best, now() - start)
        }
        return best
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }
}
