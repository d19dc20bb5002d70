// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Programs of the system that look at what the server says.
enum Shell {
    /// Runs a command line.
    /// - Returns: all that it printed, and its exit code.
    static func run(_ command: String) -> (output: String, status: Int32) {
        guard let stream = popen("{ \(command)\n} 2>&1", "r") else { return ("no shell", -1) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return (String(decoding: bytes, as: UTF8.self), pclose(stream) >> 8 & 0xFF)
    }

    /// Whether a program is installed.
    static func has(_ program: String) -> Bool {
        Self.run("command -v \(program)").status == 0
    }
}
