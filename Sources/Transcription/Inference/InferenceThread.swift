#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread for calls that block for long, which must never run in the pool of Swift concurrency.
final class InferenceThread: Sendable {
    /// Deep enough for the engine's kernels; some systems give new threads 512 KiB.
    private static let stackSize = 8 << 20

    private let name: String
    private let body: @Sendable () -> Void

    private init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    /// Starts a detached thread that lives until `body` returns.
    ///
    /// - Parameter name: at most 15 bytes, shown by `top -H` and debuggers.
    /// - Throws: ``InferenceError`` if the system gives no thread.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(InferenceError) {
        let code = create(InferenceThread(name: name, body: body))
        guard code == 0 else {
            throw InferenceError(
                .noThread, "The system gave no thread for inference (\(String(cString: strerror(code))))",
                remedy: "Use fewer inference workers, or raise the limit of threads (ulimit -u)")
        }
    }

    private static func create(_ thread: InferenceThread) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let retained = Unmanaged.passRetained(thread)
        #if canImport(Glibc)
            var id = pthread_t()
        #else
            var id: pthread_t?
        #endif
        let code = pthread_create(&id, &attributes, inferenceThreadMain, retained.toOpaque())
        pthread_attr_destroy(&attributes)
        if code != 0 { retained.release() }
        return code
    }

    fileprivate func run() {
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
        thread.map { Unmanaged<InferenceThread>.fromOpaque($0).takeRetainedValue().run() }
        return nil
    }
#else
    private func inferenceThreadMain(_ thread: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<InferenceThread>.fromOpaque(thread).takeRetainedValue().run()
        return nil
    }
#endif
