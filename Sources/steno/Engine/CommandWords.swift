// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The words of the command line. File names need not be UTF-8, but commands take texts: a name that is none is replaced by another
/// of the same file.
enum CommandWords {
    /// Linux' `O_PATH`, which Swift does not import: a descriptor that is only a name.
    private static let nameOnly: Int32 = 0o10_000_000
    private static let shownNames = Mutex<[String: String]>([:])

    /// The words after the program's own name.
    static func all() -> [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { word(UnsafeBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    /// What people call a file that was named on the command line.
    static func shownName(of path: String) -> String { shownNames.withLock { $0[path] } ?? path }

    /// A word as text. If its bytes are none, it is a file name, perhaps behind the name of an option and `=`.
    static func word(_ bytes: some Collection<CChar>) -> String {
        let bytes = bytes.map(UInt8.init(bitPattern:))
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let isOption = bytes.starts(with: "--".utf8)
        let start = isOption ? bytes.firstIndex(of: UInt8(ascii: "=")).map { $0 + 1 } ?? 0 : 0
        return String(decoding: bytes[..<start], as: UTF8.self) + name(of: bytes[start...])
    }

    /// Another name of a file, by an open descriptor; of one that is not there, the nearest text.
    private static func name(of path: ArraySlice<UInt8>) -> String {
        let shown = String(decoding: path, as: UTF8.self)
        let descriptor = (path.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
            open($0.baseAddress!, nameOnly | O_CLOEXEC)
        }
        guard descriptor >= 0 else { return shown }
        let name = "/proc/self/fd/\(descriptor)"
        shownNames.withLock { $0[name] = shown }
        return name
    }
}
