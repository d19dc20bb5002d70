// SPDX-License-Identifier: Apache-2.0

/// Takes the bytes of a response as they come.
protocol HTTPSink: AnyObject {
    /// Takes the next bytes; an error ends the transfer and is thrown from it.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}

/// Keeps a response in memory, up to a limit.
final class MemorySink: HTTPSink {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        guard self.bytes.count + bytes.count <= limit else {
            throw ModelStoreError(.damagedDownload, "The server sent more than \(limit) bytes instead of a list")
        }
        self.bytes.append(contentsOf: bytes)
    }
}

/// Writes a response to a file and counts it.
final class FileSink: HTTPSink {
    private let writer: FileWriter
    private let limit: Int
    private let progress: (Int) -> Void
    private(set) var count: Int

    /// Goes on after `count` bytes that `writer`'s file holds already; `limit` is the size the file should have in the end.
    init(_ writer: FileWriter, count: Int, limit: Int, progress: @escaping (Int) -> Void) {
        self.writer = writer
        self.count = count
        self.limit = limit
        self.progress = progress
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if Task.isCancelled { throw ModelStoreError(.cancelled, "The download was cancelled") }
        guard count + bytes.count <= limit else {
            throw ModelStoreError(.damagedDownload, "The server sent more than the \(limit) bytes announced")
        }
        try writer.write(bytes)
        count += bytes.count
        progress(count)
    }
}
