# SPDX-License-Identifier: Apache-2.0

"""Words and phrases that read like a translation, and what to write instead."""
import re

PATTERNS = [(re.compile(pattern, re.MULTILINE), better) for pattern, better in [
    (r"\bfor ever\b|\bwithout end\b", '"forever" or "indefinitely"'),
    (r"\banew\b", '"again"'),
    (r"\b[Mm]end(?:s|ed|ing)?\b", '"fix"'),
    (r"\b[Rr]efus(?:e|es|ed|al|als|ing)\b", '"reject" or "deny"'),
    (r"\bany more\b(?! (?:audio|text|of|than)\b)", '"no longer"'),
    (r"\b(?:is|are|was|were) no more\b|\b(?:is|are) over\b(?! (?:a|the|\d))", '"ends", "closes" or "expires"'),
    (r"\b(?:was|were|is|are|been|be) told\b(?! apart)|\btold (?:from|of|that|by)\b", '"sent", "emitted" or "reported"'),
    (r"\bheard\b", '"recognized" or "received"'),
    (r"\bpromised (?:words?|text|prefix)\b", '"stable"'),
    (r"\b(?:where|with) AVX[\w-]* is\b", '"with AVX2"'),
    (r"\b(?:is|are) not there yet\b", '"is not supported yet"'),
    (r"\b[Ss]omebody\b", '"a client", "a speaker" or "someone"'),
    (r"(?:^|[.:;] )Who (?!may\b)[^?\n]*\.", "who does what, with a subject"),
    (r"\b[Aa]ll but the\b|\bbut for the\b", '"except"'),
    (r"\bat the most\b|\bat the least\b", '"at most", "at least"'),
    (r"(?:^|\. )Beside (?:the|its|their|an?)\b", '"besides"'),
    (r"\bhand(?:s|ed)? on\b", '"forward" or "pass"'),
    (r"\bturned away\b", '"rejected"'),
    (r"\bfor a second of audio\b", '"per second of audio"'),
    (r"\bso, too\b|\bas ever\b", "a plain sentence"),
]]


def of_swift(text):
    """Comments and texts of a source, on their lines. A text of one word is a name."""
    kept = []
    for line in text.split("\n"):
        comment = re.search(r"(?:^|\s)//.*$", line)
        code = line[:comment.start()] if comment else line
        texts = [part for part in re.findall(r'"((?:[^"\\]|\\.)*)"', code) if " " in part]
        # Interpolations are code.
        texts = [re.sub(r"\\\((?:[^()]|\([^()]*\))*\)", "…", part) for part in texts]
        kept.append(" · ".join([*texts, re.sub(r"`[^`]*`", "``", comment[0]) if comment else ""]))
    return "\n".join(kept)


def found(text):
    """(line, what stands there, what to write)"""
    for pattern, better in PATTERNS:
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, " ".join(match[0].split())[:50], better
