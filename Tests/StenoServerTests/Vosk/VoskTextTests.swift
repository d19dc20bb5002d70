// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Dialects

struct VoskTextTests {
    @Test(arguments: [
        ("And so, my fellow Americans.", "and so my fellow americans"),
        ("Don't. It's well-known!", "don't it's well-known"),
        ("3.5 of 1,000 at 10:30.", "3.5 of 1,000 at 10:30"), ("Yes,no…and — \"maybe\"", "yes no and maybe"),
        ("¿Qué? Über 'uns'", "qué über uns"), ("你好，世界。", "你好 世界"), ("  ", ""), ("U.S.A.", "u s a"),
    ])
    func withoutCapitalsAndPunctuation(text: String, plain: String) {
        #expect(VoskText.plain(text) == plain)
    }
}
