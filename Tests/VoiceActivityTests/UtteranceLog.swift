// SPDX-License-Identifier: Apache-2.0

import VoiceActivity

/// Follows an endpointer's events and notes each that breaks a promise.
struct UtteranceLog {
    let settings: Endpointer.Settings
    private(set) var open: Int?
    private(set) var failures: [String] = []
    private(set) var needsCut = false
    private(set) var count = 0
    private var isPaused = false
    private var lastEnd = 0
    private var earliest = 0
    private var position = 0

    init(settings: Endpointer.Settings) {
        self.settings = settings
    }

    mutating func append(_ events: [Endpointer.Event], at now: Int, earliest needed: Int) {
        for event in events {
            check(event, at: now)
        }
        require(needed >= earliest && needed <= now, "what is needed goes back", now)
        (earliest, position) = (needed, now)
    }

    mutating func restart(at start: Int?) {
        open = start
        needsCut = false
        if let start { lastEnd = start }
    }

    private mutating func check(_ event: Endpointer.Event, at now: Int) {
        switch event {
        case .speechStarted(let at):
            require(open == nil && at >= lastEnd && at >= earliest && at < now, "a wrong start", now)
            open = at
        case .pauseStarted(let at):
            require(!isPaused && open != nil, "a pause without speech", now)
            require(now - at >= settings.pause && now - at < settings.silence, "a pause at a wrong time", now)
            isPaused = true
        case .speechResumed(let at):
            require(isPaused && open != nil && at < now, "a return without a pause", now)
            isPaused = false
        case .speechEnded(let start, let end):
            require(start == open && start < end && end <= now && start >= lastEnd, "a wrong end", now)
            close(at: end)
            count += 1
        case .discarded(let start, let end):
            require(start <= end && end <= now && start >= lastEnd, "a wrong discard", now)
            require(open == nil || open == start, "a discard of something else", now)
            if open != nil { close(at: end) }
        case .maximumReached(let start, let quietest):
            require(start == open && !needsCut, "a wrong maximum", now)
            require(now - start >= settings.maximumUtterance && start < quietest && quietest <= now, "a wrong cut", now)
            needsCut = true
        }
    }

    private mutating func close(at end: Int) {
        open = nil
        isPaused = false
        needsCut = false
        lastEnd = end
    }

    private mutating func require(_ condition: Bool, _ what: String, _ now: Int) {
        if !condition { failures.append("\(what) at \(now)") }
    }
}
