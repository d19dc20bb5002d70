// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of its own for a test, gone with its owner.
final class TemporaryFolder {
    let path: String
    private var files: [String] = []

    init() {
        var template = Array("/tmp/steno-audio-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }

    /// The path of a file named `name`, which is removed with the folder.
    func file(_ name: String) -> String {
        files.append("\(path)/\(name)")
        return "\(path)/\(name)"
    }

    /// A file of `bytes`.
    func write(_ bytes: some Sequence<UInt8>, to name: String) -> String {
        let path = file(name)
        let handle = fopen(path, "wb")
        let content = Array(bytes)
        fwrite(content, 1, content.count, handle)
        fclose(handle)
        return path
    }

    /// The bytes of the file at `path`.
    static func bytes(of path: String) -> [UInt8] {
        let handle = fopen(path, "rb")
        defer { fclose(handle) }
        fseek(handle, 0, SEEK_END)
        var content = [UInt8](repeating: 0, count: ftell(handle))
        rewind(handle)
        let count = fread(&content, 1, content.count, handle)
        return Array(content[..<count])
    }
}
