import Glibc

/// Whether a server can listen.
enum PortCheck {
    /// Tries to take a port on the loopback address.
    static func finding(_ port: Int) -> Finding {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else {
            return Finding(verdict: .fail, subject: "port", message: "this machine gives no sockets")
        }
        defer { close(descriptor) }
        // As servers do: connections that linger from an earlier one do not count.
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let reason =
                errno == EADDRINUSE ? "is in use" : "cannot be taken: \(String(cString: strerror(errno)).lowercased())"
            return Finding(
                verdict: .warn, subject: "port", message: "\(port) \(reason)",
                remedy: "Choose another with `steno serve --port`, or 0 for any.")
        }
        return Finding(verdict: .ok, subject: "port", message: "\(port) is free")
    }
}
