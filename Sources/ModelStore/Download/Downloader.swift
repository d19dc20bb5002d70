// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Fetches files: resumes what an earlier call left, tries again when the connection breaks, trusts nothing but the checksum.
struct Downloader {
    let settings: RemoteSettings
    /// Waits before the next attempt.
    var pause: (_ seconds: UInt32) -> Void = { _ = sleep($0) }

    /// Fetches `file` to `path`, by way of `path.part`.
    ///
    /// `progress` gets the bytes at hand; `verifying` is called before the checksum is computed.
    func fetch(
        _ file: RemoteFile, to path: String, progress: @escaping (Int) -> Void, verifying: () -> Void
    ) throws {
        let part = path + ".part"
        try FileSystem.makeFolder(FileSystem.parentFolder(of: path))
        var resumed = try transfer(file, to: part, progress: progress)
        verifying()
        if try file.digest.ofFile(at: part) != file.digest, resumed {
            // What an earlier run left may have been at fault: once more from the start.
            try FileSystem.remove(part)
            resumed = try transfer(file, to: part, progress: progress)
            verifying()
        }
        guard try file.digest.ofFile(at: part) == file.digest else {
            try FileSystem.remove(part)
            throw ModelStoreError(
                .damagedDownload,
                "What \(HTTPFailure.host(of: file.url)) sent is not the expected file (wrong checksum)",
                remedy: "It was deleted; try again, or check what is between you and the server")
        }
        try FileSystem.move(part, to: path)
    }

    /// Fetches a short document: its bytes, and the address that answered.
    ///
    /// - Parameter page: a page for people to whom the address is denied.
    func document(
        _ url: String, headers: [String], page: String? = nil, limit: Int = 64 << 20
    ) throws -> (bytes: [UInt8], url: String) {
        var attempt = 1
        while true {
            let sink = MemorySink(limit: limit)
            do {
                let address = try HTTPTransfer(settings: settings).get(
                    HTTPRequest(url: url, headers: headers, page: page), into: sink)
                return (sink.bytes, address)
            } catch let failure as HTTPFailure {
                guard case .transient = failure.kind, attempt < settings.attempts else { throw failure.error }
                pause(UInt32(attempt))
                attempt += 1
            }
        }
    }

    /// Brings `part` to its full size. Returns whether some of it came from an earlier call.
    private func transfer(_ file: RemoteFile, to part: String, progress: @escaping (Int) -> Void) throws -> Bool {
        var attempt = 1
        var resumed = false
        while true {
            var offset = try FileSystem.size(of: part) ?? 0
            if offset > file.bytes {
                try FileSystem.remove(part)
                offset = 0
            }
            resumed = attempt == 1 ? offset > 0 : resumed && offset > 0
            progress(offset)
            if offset == file.bytes { return resumed }
            do {
                try transfer(file, from: offset, to: part, progress: progress)
            } catch let failure as HTTPFailure {
                guard attempt < settings.attempts else { throw failure.error }
                switch failure.kind {
                case .cannotResume: try FileSystem.remove(part)
                case .transient: pause(UInt32(attempt))
                case .status, .permanent: throw failure.error
                }
                attempt += 1
            }
        }
    }

    private func transfer(
        _ file: RemoteFile, from offset: Int, to part: String, progress: @escaping (Int) -> Void
    ) throws {
        let writer = try FileWriter(part, appending: true)
        let sink = FileSink(writer, count: offset, limit: file.bytes, progress: progress)
        let request = HTTPRequest(url: file.url, headers: file.headers, page: file.page, offset: offset)
        do {
            try HTTPTransfer(settings: settings).get(request, into: sink)
            try writer.close()
            guard sink.count == file.bytes else {
                throw ModelStoreError(
                    .damagedDownload,
                    "\(HTTPFailure.host(of: file.url)) sent \(sink.count) bytes instead of \(file.bytes)")
            }
        } catch let error as ModelStoreError where error.code == .damagedDownload {
            try FileSystem.remove(part)
            throw error
        }
    }
}
