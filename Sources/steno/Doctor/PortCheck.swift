// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whether a server can listen.
enum PortCheck {
    /// Tries to take a port on the loopback addresses.
    static func finding(_ port: Int) -> Finding {
        let reason = failure(port, ipv4) ?? failure(port, ipv6)
        guard let reason else { return Finding(verdict: .ok, subject: "port", message: "\(port) is free") }
        let text =
            reason == EADDRINUSE ? "is in use" : "cannot be taken: \(String(cString: strerror(reason)).lowercased())"
        return Finding(
            verdict: .warn, subject: "port", message: "\(port) \(text)",
            remedy: "Choose another with `steno serve --port`, or 0 for any.")
    }

    /// - Returns: the error of the system; nil if it can be taken, or if this machine has no such addresses.
    private static func failure(_ port: Int, _ address: (Int) -> sockaddr_storage) -> Int32? {
        var address = address(port)
        let descriptor = socket(Int32(address.ss_family), Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return errno == EAFNOSUPPORT ? nil : errno }
        defer { close(descriptor) }
        // As servers do: connections that linger from an earlier one do not count.
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let isIPv4 = address.ss_family == sa_family_t(AF_INET)
        let size = isIPv4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(size)) }
        }
        return result == 0 || errno == EADDRNOTAVAIL ? nil : errno
    }

    private static func ipv4(_ port: Int) -> sockaddr_storage {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr_in.self) { address in
                address[0].sin_family = sa_family_t(AF_INET)
                address[0].sin_port = in_port_t(port).bigEndian
                address[0].sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            }
        }
        return storage
    }

    private static func ipv6(_ port: Int) -> sockaddr_storage {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr_in6.self) { address in
                address[0].sin6_family = sa_family_t(AF_INET6)
                address[0].sin6_port = in_port_t(port).bigEndian
                address[0].sin6_addr = in6addr_loopback
            }
        }
        return storage
    }
}
