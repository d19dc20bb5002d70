// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the processor is good at.
enum ProcessorCheck {
    /// Instructions that the kernels make use of, by their names in /proc/cpuinfo.
    private static let features = [
        ("avx2", "AVX2"), ("avx512f", "AVX-512"), ("avx512_vnni", "VNNI"), ("avx_vnni", "AVX-VNNI"),
        ("avx512_bf16", "bfloat16"), ("amx_tile", "AMX"), ("asimd", "NEON"), ("sve", "SVE"),
    ]

    /// Looks at this machine.
    static func finding() -> Finding {
        finding(cpuinfo: TextFile.read("/proc/cpuinfo") ?? "", cores: Processor.count)
    }

    /// Looks at the text of /proc/cpuinfo.
    static func finding(cpuinfo: String, cores: Int) -> Finding {
        var fields: [Substring: Substring] = [:]
        for line in cpuinfo.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = parts[0].prefix { $0 != "\t" }
            fields[name] = fields[name] ?? parts[1].drop { $0 == " " }
        }
        let flags = Set((fields["flags"] ?? fields["Features"] ?? "").split(separator: " "))
        let known = features.filter { flags.contains(Substring($0.0)) }.map(\.1)
        let name = fields["model name"].map(String.init) ?? "unknown model"
        let message = "\(name), \(cores) \(cores == 1 ? "core" : "cores"): \(known.joined(separator: ", "))"
        if flags.contains("avx2") || flags.contains("asimd") {
            return Finding(verdict: .ok, subject: "processor", message: message)
        }
        return Finding(
            verdict: .warn, subject: "processor", message: "\(name) has no AVX2",
            remedy: "Transcription will be slow; use a processor of 2015 or later.")
    }
}
