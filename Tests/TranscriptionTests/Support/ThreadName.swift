// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The name of the calling thread.
func threadName() -> String {
    var name = [CChar](repeating: 0, count: 64)
    #if canImport(Glibc)
        let file = open("/proc/thread-self/comm", O_RDONLY)
        defer { close(file) }
        let count = max(1, read(file, &name, name.count)) - 1
    #else
        pthread_getname_np(pthread_self(), &name, name.count)
        let count = strlen(name)
    #endif
    return String(decoding: name.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
}
