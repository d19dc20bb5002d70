// SPDX-License-Identifier: Apache-2.0

import ModelStore
import Whisper

/// What to expect of one model on this machine.
enum ModelFactsCheck {
    /// Findings for a model of the catalog, by its name.
    ///
    /// - Parameter available: free memory of the machine in bytes; nil where it is not known.
    static func findings(
        _ name: String, _ store: ModelStore, available: Int? = availableMemory()
    ) throws -> [Finding] {
        let item = try store.catalog.item(named: name)
        let size = item.approximateBytes.map { "\(ByteCount.text($0)) to fetch" }
        guard let facts = ModelFacts.known.first(where: { $0.name == name }) else {
            return [
                Finding(
                    verdict: .ok, subject: "model", message: "no published figures for \(name) are known",
                    remedy: "See its page on the hub.")
            ]
        }
        let parts = [item.summary, "\(facts.parameters) million weights", size].compactMap { $0 }
        return [
            Finding(verdict: .ok, subject: "model", message: "\(name): \(parts.joined(separator: ", "))"),
            memory(facts, available), errors(facts),
        ]
    }

    private static func memory(_ facts: ModelFacts, _ available: Int?) -> Finding {
        let isInt8 = ComputeType.auto.resolved == .int8
        let needed = facts.memory(bytesPerWeight: isInt8 ? 1 : 4)
        let other = facts.memory(bytesPerWeight: isInt8 ? 4 : 1)
        let types = isInt8 ? ("int8", "float32") : ("float32", "int8")
        var message = "about \(ByteCount.text(needed)) in \(types.0), \(ByteCount.text(other)) in \(types.1)"
        message += available.map { "; \(ByteCount.text($0)) available" } ?? ""
        let isEnough = (available ?? .max) > needed
        return Finding(
            verdict: isEnough ? .ok : .warn, subject: "memory", message: message,
            remedy: isEnough ? nil : "Use a smaller model, or free some memory.")
    }

    private static func errors(_ facts: ModelFacts) -> Finding {
        guard let errors = facts.errors else {
            return Finding(
                verdict: .ok, subject: "errors",
                message: "no table that could be checked; \(facts.name).en is measured, for English")
        }
        return Finding(
            verdict: .ok, subject: "errors", message: "of English words: \(errors.rates) (\(errors.table.name))")
    }

    /// Memory that programs may still take, as the kernel estimates it.
    private static func availableMemory() -> Int? {
        let line = TextFile.read("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
