// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the process uses of the machine, read from the system when it is asked for.
///
/// Names of `process_…` are those of Prometheus' own client libraries.
package struct ProcessMetrics: Sendable {
    private static let memory = MetricDescription(
        "steno_memory_resident_bytes", .gauge, "Memory that the process has in RAM.")
    private static let processorTime = MetricDescription(
        "process_cpu_seconds_total", .counter, "Processor time of the process, user and system.")
    private static let openFiles = MetricDescription(
        "process_open_fds", .gauge, "Open files and sockets of the process.")
    private static let mostFiles = MetricDescription(
        "process_max_fds", .gauge, "The most files and sockets that the process may have open.")
    private static let start = MetricDescription(
        "process_start_time_seconds", .gauge, "When the server started, in seconds since 1970.")

    private let started = time(nil)

    package init() {}

    /// What the system tells; a value that it does not is left out.
    /// - Parameter fileLimit: the most files and sockets that the process may have open.
    package func families(fileLimit: Int?) -> [MetricFamily] {
        let values: [(MetricDescription, Double?)] = [
            (Self.memory, Self.residentBytes), (Self.processorTime, Self.processorSeconds),
            (Self.openFiles, Self.descriptors), (Self.mostFiles, fileLimit.map(Double.init)),
            (Self.start, Double(self.started)),
        ]
        return values.compactMap { description, value in value.map { MetricFamily(description, $0) } }
    }

    private static var residentBytes: Double? {
        // Size and resident size in pages, as in "7236 1893 …".
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return fields.dropFirst().first.flatMap { Double($0) }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
    }

    private static var processorSeconds: Double? {
        var usage = rusage()
        #if canImport(Glibc)
            guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        #else
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static var descriptors: Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not counted: the two entries for folders, and the one this took.
        return Double(count - 3)
    }
}
