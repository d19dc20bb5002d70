# SPDX-License-Identifier: Apache-2.0

"""Prose in Markdown: which lines are text, which are too long, and how they are wrapped."""
import re

WIDTH = 100
ITEM = re.compile(r"^(\s*)((?:[-*+]|\d+\.)\s+)(.*)$")
# Neither links nor code are cut in the middle.
PIECE = re.compile(r"(?:`[^`]*`|\[[^\]]*\]\([^)]*\)|\S)+")


def blocks(text):
    """(is prose, lines) for every run of lines."""
    lines = text.split("\n")
    found, fenced, in_list = [], False, False
    for line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
            kind = "code"
        elif fenced:
            kind = "code"
        elif not line.strip():
            kind = "blank"
        elif re.match(r"^\s*\|", line) or re.match(r"^#+ |^!\[|^\[[^\]]+\]: |^<|^---$", line):
            kind = "fixed"
        elif line.startswith("    ") and not (in_list and not line.startswith(" " * 6) and found and found[-1][0] == "prose"):
            kind = "code"
        else:
            kind = "prose"
            item = ITEM.match(line)
            in_list = bool(item) or (in_list and line.startswith(" "))
            if item:
                found.append((kind, [line]))
                continue
        if found and found[-1][0] == kind:
            found[-1][1].append(line)
        else:
            found.append((kind, [line]))
    return found


def long_lines(text):
    number = 1
    for kind, lines in blocks(text):
        for line in lines:
            if kind == "prose" and len(line) > WIDTH and len(PIECE.findall(line)) > 1:
                yield number, len(line)
            number += 1


def without_code(text):
    """The same lines with code taken out, so that numbers of lines stay."""
    kept = []
    for kind, lines in blocks(text):
        kept += ["" if kind == "code" else line for line in lines]
    joined = "\n".join(kept)
    return re.sub(r"`[^`]*`", lambda code: "`" + "\n" * code[0].count("\n") + "`", joined)


def wrapped(text):
    out = []
    for kind, lines in blocks(text):
        if kind != "prose" or max(map(len, lines)) <= WIDTH:
            out += lines
            continue
        item = ITEM.match(lines[0])
        first = item[1] + item[2] if item else re.match(r"\s*", lines[0])[0]
        rest = " " * len(first)
        words = PIECE.findall(" ".join([item[3] if item else lines[0], *lines[1:]]))
        line = first
        for word in words:
            # A word that would begin a list or a heading stays on its line.
            begins = re.match(r"^([-*+#]+|\d+\.)$", word)
            if len(line) > len(rest) and len(line) + 1 + len(word) > WIDTH and not begins:
                out.append(line)
                line = rest + word
            else:
                line += ("" if line in (first, rest) else " ") + word
        out.append(line)
    return "\n".join(out)
