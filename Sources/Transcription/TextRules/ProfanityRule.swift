// SPDX-License-Identifier: Apache-2.0

/// Hides swear words but for their first letter.
struct ProfanityRule: TextRule {
    private static let stems = [
        "fuck", "motherfuck", "shit", "bullshit", "cunt", "asshole", "nigger", "nigga", "faggot",
    ]
    private static let words: Set<String> = [
        "ass", "arse", "bastard", "bastards", "bitch", "bitches", "bitching", "bollocks", "cock", "cocks", "cocksucker",
        "crap",
        "damn", "damned", "dammit", "dick", "dickhead", "goddamn", "piss", "pissed", "prick", "pussy", "slut", "sluts",
        "tits",
        "twat", "wank", "wanker", "wankers", "whore", "whores",
    ]

    func apply(_ words: [WrittenWord]) -> [WrittenWord] {
        words.map { word in
            guard Self.isProfane(word.key) else { return word }
            var hidden = word
            hidden.core = word.core.prefix(1) + String(repeating: "*", count: word.core.count - 1)
            return hidden
        }
    }

    func openWords(in words: [WrittenWord]) -> Int { 0 }

    private static func isProfane(_ word: String) -> Bool {
        words.contains(word) || stems.contains { word.hasPrefix($0) }
    }
}
