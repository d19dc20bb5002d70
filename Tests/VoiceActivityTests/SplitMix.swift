// SPDX-License-Identifier: Apache-2.0

import VoiceActivity

/// A generator of random numbers that gives the same ones for the same seed.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

extension Endpointer.Event {
    /// The event on a clock with another origin.
    func moved(by offset: Int) -> Self {
        switch self {
        case .speechStarted(let at): .speechStarted(at: at + offset)
        case .pauseStarted(let at): .pauseStarted(at: at + offset)
        case .speechResumed(let at): .speechResumed(at: at + offset)
        case .speechEnded(let start, let end): .speechEnded(start: start + offset, end: end + offset)
        case .discarded(let start, let end): .discarded(start: start + offset, end: end + offset)
        case .maximumReached(let start, let quietest):
            .maximumReached(start: start + offset, quietest: quietest + offset)
        }
    }
}
