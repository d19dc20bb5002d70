# SPDX-License-Identifier: Apache-2.0

"""What Kennedy says in the recording that most tests play, and whether a text is that."""
import re

SENTENCE = "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
PHRASE = "ask not what your country can do for you"
# What the model makes of an ending depends on how much it had heard when it was asked.
MISHEARD = 2


def words(text):
    """Lower-case words without punctuation."""
    return re.sub(r"[^\w\s']", " ", text.lower()).split()


def is_kennedy(text):
    """Whether a text is the sentence from end to end, none lost or doubled, but for a word or two."""
    return errors(SENTENCE.split(), words(text)) <= MISHEARD


def has_phrase(text):
    """Whether the phrase stands somewhere in a text, but for a word or two."""
    return errors(PHRASE.split(), words(text), anywhere=True) <= MISHEARD


def errors(said, found, anywhere=False):
    """The words to add, leave out or replace between two lists; or, anywhere, the fewest for any part of what was found."""
    row = [0 if anywhere else count for count in range(len(found) + 1)]
    for index, word in enumerate(said):
        above, row = row, [index + 1]
        for count, other in enumerate(found):
            row.append(min(above[count] + (word != other), above[count + 1] + 1, row[count] + 1))
    return min(row) if anywhere else row[-1]
