// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The processor time of the calling thread.
enum ProcessorClock {
    /// How much of it `body` takes.
    static func measure(_ body: () -> Void) -> Duration {
        let start = now()
        body()
        return now() - start
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
