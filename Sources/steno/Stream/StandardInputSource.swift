// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOPosix

/// Raw samples on standard input, as they come.
struct StandardInputSource: AudioSource {
    private enum Outcome: Sendable {
        case bytes([UInt8])
        case end
        case failure(Int32)
    }

    mutating func next() async throws -> [UInt8]? {
        switch try await NIOThreadPool.singleton.runIfActive(Self.read) {
        case .bytes(let bytes): return bytes
        case .end: return nil
        case .failure(let number):
            throw CommandError("Cannot read standard input: \(String(cString: strerror(number)).lowercased())")
        }
    }

    /// Waits a moment at most, so that an interrupt is noticed when nothing comes.
    private static func read() -> Outcome {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        let ready = poll(&descriptor, 1, 100)
        if ready == 0 || ready < 0 && errno == EINTR { return .bytes([]) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? .bytes([]) : .failure(errno) }
        return count == 0 ? .end : .bytes(Array(bytes[..<count]))
    }
}
