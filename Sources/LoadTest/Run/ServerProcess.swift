// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A server's process on this machine, looked at from outside.
public struct ServerProcess: Sendable, Hashable {
    /// The process.
    public let id: Int

    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// The process with a number.
    ///
    /// - Throws: ``LoadTestError`` if there is none, or it cannot be looked at.
    public init(id: Int) throws(LoadTestError) {
        self.id = id
        guard sample(at: 0) != nil else {
            throw LoadTestError(
                "There is no process \(id) to watch", remedy: "Look for the server with `pgrep -l steno`")
        }
    }

    /// The process that listens at the port of an address, if that is this machine's and the process may be looked at.
    public static func listening(at url: String) -> ServerProcess? {
        let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        let colon = authority.lastIndex(of: ":") ?? authority.endIndex
        guard ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"].contains(authority[..<colon]),
            let port = Int(authority[colon...].dropFirst())
        else { return nil }
        let sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { Self.sockets(listeningOn: port, $0) }
        guard !sockets.isEmpty else { return nil }
        let wanted = Set(sockets.map { "socket:[\($0)]" })
        for name in ProcessFile.names(in: "/proc") {
            guard let id = Int(name) else { continue }
            let folder = "/proc/\(id)/fd"
            let holds = ProcessFile.names(in: folder).contains { descriptor in
                ProcessFile.link("\(folder)/\(descriptor)").map(wanted.contains) ?? false
            }
            if holds { return try? ServerProcess(id: id) }
        }
        return nil
    }

    /// What the process has used so far; nil if it is gone.
    public func sample(at time: Double) -> RunLog.ServerSample? {
        guard let status = ProcessFile.text("/proc/\(id)/stat"), let memory = ProcessFile.text("/proc/\(id)/statm"),
            // The name, in parentheses, may hold anything.
            let fields = status.lastIndex(of: ")").map({ status[$0...].split(separator: " ") }), fields.count > 12,
            let user = Double(fields[12]), let system = Double(fields[13]),
            let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return RunLog.ServerSample(
            time: time, processorSeconds: (user + system) / Self.ticks, memory: pages * Self.pageSize)
    }

    /// The inodes of the sockets that listen on a port.
    private static func sockets(listeningOn port: Int, _ path: String) -> [Substring] {
        (ProcessFile.text(path) ?? "").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            // sl local_address rem_address st … inode; 0A is LISTEN.
            guard fields.count > 9, fields[3] == "0A", let local = fields[1].split(separator: ":").last,
                Int(local, radix: 16) == port
            else { return nil }
            return fields[9]
        }
    }
}
