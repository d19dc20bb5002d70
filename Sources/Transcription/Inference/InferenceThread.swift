// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread for calls that block for long, which must never run in the pool of Swift concurrency.
///
/// Unchecked around the C pointer that some systems call a thread by. To be joined or detached once.
struct InferenceThread: @unchecked Sendable {
    /// Deep enough for the engine's kernels; some systems give new threads 512 KiB.
    private static let stackSize = 8 << 20

    private let id: pthread_t

    /// Starts a thread that lives until `body` returns.
    ///
    /// - Parameter name: at most 15 bytes, shown by `top -H` and debuggers.
    /// - Throws: ``InferenceError`` if the system gives no thread.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(InferenceError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
        #if canImport(Glibc)
            var id = pthread_t()
        #else
            var id: pthread_t?
        #endif
        let code = pthread_create(&id, &attributes, inferenceThreadMain, work.toOpaque())
        pthread_attr_destroy(&attributes)
        #if canImport(Glibc)
            let started = code == 0 ? id : nil
        #else
            let started = id
        #endif
        guard let started else {
            work.release()
            throw InferenceError(
                .noThread, "The system gave no thread for inference (\(String(cString: strerror(code))))",
                remedy: "Use fewer inference workers, or raise the limit of threads (ulimit -u)")
        }
        self.id = started
    }

    /// Lets the thread end when it will. In the place of ``join()``.
    func detach() { pthread_detach(id) }

    /// Waits until the thread has ended. On the thread itself, lets it end when it will.
    func join() {
        if pthread_equal(id, pthread_self()) == 0 { pthread_join(id, nil) } else { pthread_detach(id) }
    }
}

/// What a thread does, and how it is called.
private final class ThreadWork: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func run() {
        #if canImport(Glibc)
            // glibc declares pthread_setname_np for GNU sources only; the kernel takes the name here too.
            let file = open("/proc/thread-self/comm", O_WRONLY)
            if file >= 0 {
                _ = write(file, name, name.utf8.count)
                close(file)
            }
        #else
            pthread_setname_np(name)
        #endif
        body()
    }
}

#if canImport(Glibc)
    private func inferenceThreadMain(_ thread: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        thread.map { Unmanaged<ThreadWork>.fromOpaque($0).takeRetainedValue().run() }
        return nil
    }
#else
    private func inferenceThreadMain(_ thread: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<ThreadWork>.fromOpaque(thread).takeRetainedValue().run()
        return nil
    }
#endif
