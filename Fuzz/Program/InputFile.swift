#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The input as a file, for readers that want a path; always the same one, in memory where the system has such a folder.
enum InputFile {
    private static let (path, descriptor): (String, Int32) = {
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        let path = "\(folder)/steno-fuzz-\(getpid())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "\(path) cannot be written")
        atexit { unlink(InputFile.path) }
        return (path, descriptor)
    }()

    static func write(_ input: UnsafeBufferPointer<UInt8>) -> String {
        ftruncate(self.descriptor, 0)
        precondition(pwrite(self.descriptor, input.baseAddress, input.count, 0) == input.count)
        return self.path
    }
}
