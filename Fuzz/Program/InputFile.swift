// SPDX-License-Identifier: Apache-2.0

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

    /// The contents of all files in a folder.
    static func all(in folder: String) -> [[UInt8]] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var files: [[UInt8]] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), let file = fopen("\(folder)/\(name)", "rb") else { continue }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            files.append(Array(bytes.prefix(fread(&bytes, 1, bytes.count, file))))
        }
        return files
    }

    static func write(_ input: UnsafeBufferPointer<UInt8>) -> String {
        ftruncate(self.descriptor, 0)
        precondition(pwrite(self.descriptor, input.baseAddress, input.count, 0) == input.count)
        return self.path
    }
}
