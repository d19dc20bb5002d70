// SPDX-License-Identifier: Apache-2.0

import StenoTesting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks for inputs of a target that cost more than they may, climbing from the dearest ones so far.
struct CostRun {
    /// In microseconds of processor time a KB.
    private static let limit = 100.0
    private static let keptInputs = 48
    /// Of a doubtful input: the shortest counts, the others were interrupted.
    private static let repetitions = 5

    private let target: any FuzzTarget.Type
    private let seeds: [[UInt8]]
    private var kept: [(input: [UInt8], cost: Double)] = []
    private var maker = CostInput()
    private var tried = 0

    init(target: any FuzzTarget.Type, seeds: [[UInt8]]) {
        self.target = target
        self.seeds = seeds.filter { !$0.isEmpty }
    }

    /// - Parameter folder: gets the inputs that cost too much.
    /// - Returns: whether there was none.
    mutating func go(seconds: Double, saving folder: String) -> Bool {
        for seed in self.seeds { _ = self.measure(seed) }
        let end = ContinuousClock.now + .seconds(seconds)
        var offenders = 0
        while ContinuousClock.now < end, offenders < 3 {
            let isFresh = Int.random(in: 0..<3) == 0 || self.kept.isEmpty
            let input = self.maker.make(of: isFresh ? self.seeds : self.kept.map(\.input) + self.seeds)
            guard input.count >= CostInput.smallest else { continue }
            self.tried += 1
            var cost = self.measure(input)
            // Most inputs are cheap; only one that looks dear is measured again.
            for _ in 1..<Self.repetitions where cost > Self.limit / 4 { cost = min(cost, self.measure(input)) }
            if cost > Self.limit {
                offenders += 1
                self.save(input, cost: cost, to: "\(folder)/\(self.target.name)-cost-\(offenders)")
            }
            self.keep(input, cost)
        }
        self.report()
        return offenders == 0
    }

    private mutating func keep(_ input: [UInt8], _ cost: Double) {
        if self.kept.count < Self.keptInputs {
            self.kept.append((input, cost))
        } else if let cheapest = self.kept.indices.min(by: { self.kept[$0].cost < self.kept[$1].cost }),
            self.kept[cheapest].cost < cost
        {
            self.kept[cheapest] = (input, cost)
        }
    }

    /// The cost of one run, in microseconds a KB.
    private func measure(_ input: [UInt8]) -> Double {
        // What takes a minute is too much without being measured to the end.
        alarm(60)
        defer { alarm(0) }
        return input.withUnsafeBufferPointer { bytes in
            var worth = 0
            let time = ProcessorTime.milliseconds(runs: 1) { worth = self.target.work(bytes) }
            return time * 1_000 / (Double(max(worth, 1)) / 1024)
        }
    }

    private func save(_ input: [UInt8], cost: Double, to path: String) {
        print("TOO MUCH: \(Int(cost)) µs a KB for \(input.count) bytes, kept as \(path)")
        print("    \(Self.shown(input))")
        guard let file = fopen(path, "wb") else { return }
        fwrite(input, 1, input.count, file)
        fclose(file)
    }

    private func report() {
        print("\(self.target.name): \(self.tried) inputs; the dearest, in µs a KB:")
        for (input, cost) in self.kept.sorted(by: { $0.cost > $1.cost }).prefix(5) {
            print("    \(Int(cost.rounded())) for \(input.count) bytes: \(Self.shown(input))")
        }
    }

    private static func shown(_ input: [UInt8]) -> String {
        String(String(decoding: input.prefix(90), as: UTF8.self).debugDescription.unicodeScalars.prefix(110))
    }
}
