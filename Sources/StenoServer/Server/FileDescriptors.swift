// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files and sockets that this process may have open.
public enum FileDescriptors {
    /// Kept free of connections, where the limit leaves room for so many.
    private static let reserve = 64

    /// Raises the limit to the most that the system allows this process; it is left as it is where that fails.
    public static func raiseLimit() {
        guard var limits else { return }
        limits.rlim_cur = limits.rlim_max
        _ = setrlimit(resource, &limits)
    }

    /// The most that may be open, nil if the system does not tell.
    static var limit: Int? { limits.map { Int(clamping: $0.rlim_cur) } }

    /// Whether so many are open that no more connections should be accepted.
    ///
    /// Files are needed for other things as well, and a process must never run out of them: libdispatch, under Swift's
    /// concurrency, looks at its threads in /proc every second in which work waits for one, and ends the process when it
    /// cannot open the file (`_dispatch_workq_count_runnable_workers`).
    static var areScarce: Bool {
        guard let limit else { return false }
        // The system gives the lowest that is free.
        let lowest = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard lowest >= 0 else { return true }
        close(lowest)
        return areScarce(lowestFree: Int(lowest), limit: limit)
    }

    static func areScarce(lowestFree: Int, limit: Int) -> Bool { lowestFree >= limit - min(reserve, limit / 4) }

    private static var limits: rlimit? {
        var limits = rlimit()
        return getrlimit(resource, &limits) == 0 ? limits : nil
    }

    #if canImport(Glibc)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_NOFILE }
    #endif
}
