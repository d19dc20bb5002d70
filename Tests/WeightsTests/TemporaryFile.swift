// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file of given bytes in the temporary folder, for the length of a call.
enum TemporaryFile {
    static func with<Result>(_ bytes: [UInt8], _ body: (_ path: String) throws -> Result) throws -> Result {
        var template = Array("/tmp/steno-weights-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure.notWritten }
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer { unlink(path) }
        let written = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count else { throw Failure.notWritten }
        return try body(path)
    }

    enum Failure: Error { case notWritten }
}
