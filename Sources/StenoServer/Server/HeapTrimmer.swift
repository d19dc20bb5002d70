// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import CMalloc
#endif

/// Gives memory back to the system that the C library keeps although nobody uses it.
///
/// Passes take and free blocks of all sizes between those that live as long as a session, and what they leave behind are
/// holes: without this a server that runs for hours holds ever more of them.
enum HeapTrimmer {
    /// Long against the milliseconds that it takes, short against the growth of the holes.
    private static let interval = Duration.seconds(30)

    /// Trims the heap again and again until it is cancelled.
    static func run() async throws {
        #if canImport(Glibc)
            while true {
                try await Task.sleep(for: Self.interval)
                malloc_trim(0)
            }
        #endif
    }
}
