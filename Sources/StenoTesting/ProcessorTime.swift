// SPDX-License-Identifier: Apache-2.0

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

    /// What more of the same work takes. Measured in turns: a slow moment of the machine slows both.
    public static func growth(
        runs: Int = 15, from small: () throws -> Void, to large: () throws -> Void
    ) rethrows -> (small: Double, large: Double, ratio: Double) {
        var (shortest, longest) = (Double.infinity, Double.infinity)
        for _ in 0..<runs {
            shortest = min(shortest, try milliseconds(runs: 3, small))
            longest = min(longest, try milliseconds(runs: 1, large))
        }
        return (shortest, longest, longest / shortest)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }
}
