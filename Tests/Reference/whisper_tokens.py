# SPDX-License-Identifier: Apache-2.0

"""The tokenizers as openai-whisper has them: encodings, decodings, suppressed tokens, words."""
from whisper.tokenizer import LANGUAGES, TO_LANGUAGE_CODE, get_tokenizer
from whisper_numbers import write as write_json

TEXTS = [
    "", " ", "  ", "   a", "a  b", "\n", "\n\n", " \n \t x", "tab\tand\r\nnewline  ", "\u00a0no-break\u00a0space", "\u3000全角",
    "Hello, world!", " And so my fellow Americans, ask not what your country can do for you",
    "I'm you're he'd we've they'll don't it's o'clock 'quoted' 'Tis", "I'M YOU'RE DON'T", "rock 'n' roll's", "’curly’ it’s",
    "1234567890", "3.14 1,000,000 50% $9.99 №5", "²³ ½ Ⅷ ٣٤٥ ４２", "10:30am 2024-05-17 +1 (555) 010-9999",
    "café naïve façade Zürich Ångström", "cafe\u0301 e\u0301 (combining)", "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "Portez ce vieux whisky au juge blond qui fume.", "¿Qué tal? ¡Muy bien!", "Straße ẞ İstanbul ıI",
    "Съешь ещё этих мягких французских булок", "Ελληνικά κείμενα", "שלום עולם", "مرحبا بالعالم، كيف حالك؟", "नमस्ते दुनिया",
    "สวัสดีชาวโลก", "안녕하세요 세계", "こんにちは、世界。", "你好，世界！今天天气怎么样？", "𠮷野家 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "😀 👩‍👩‍👧‍👦 🇫🇷 👍🏽", "♪ la la ♪", "♪♪♪ [Music] (applause)", "<|notimestamps|> is text here", "<|endoftext|>",
    "a_b-c/d\\e", "...!!!???", "—dash–dash…", "http://example.org/x?y=1&z=2#f", "foo@example.org", "C++ #hashtag {json: [1, 2]}",
    "supercalifragilisticexpialidocious", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ÿ\u0080\u00ad\u200b\ufeff",
    "\u0000\u0001\u007f", "ﷺ ﬁ ℡", "x" + "\u0301" * 5, "\u2028line\u2029paragraph\u0085next\x0bvt\x0cff\x1c",
]
SENTENCES = {
    "en": [" And so, my fellow Americans: ask not... what's \"up\" (really)?", "Hello 10% off-road, e-mail @home!", " 😀 ok — café"],
    "fr": [" L'été, c'est aujourd'hui ! Où est-ce ?"],
    "zh": ["你好，世界！𠮷野家 is open"],
    "ja": ["こんにちは、世界。😀テスト"],
}


def write_vocabulary(name, multilingual, folder):
    tokenizer = get_tokenizer(multilingual, language="en", task="transcribe")
    encode = lambda text: tokenizer.encoding.encode_ordinary(text)
    sentence = encode(TEXTS[12]) + encode(" 你好😀")
    content = {
        "vocabulary": name,
        "size": tokenizer.encoding.n_vocab,
        "special": {
            "endOfText": tokenizer.eot, "startOfTranscript": tokenizer.sot, "translate": tokenizer.translate,
            "transcribe": tokenizer.transcribe, "startOfLanguageModel": tokenizer.sot_lm,
            "startOfPrevious": tokenizer.sot_prev, "noSpeech": tokenizer.no_speech,
            "noTimestamps": tokenizer.no_timestamps, "timestampBegin": tokenizer.timestamp_begin,
        },
        "languages": [
            {"code": code, "token": token}
            for token, code in sorted(zip(tokenizer.all_language_tokens, tokenizer.all_language_codes))],
        "nonSpeechTokens": list(tokenizer.non_speech_tokens),
        "blank": encode(" "),
        # text -> tokens; decoding the tokens gives the text back
        "encodings": [{"text": text, "tokens": encode(text)} for text in TEXTS],
        # tokens -> text where a token is part of a character: U+FFFD as Python's errors="replace" puts it
        "decodings": [
            {"tokens": part, "text": tokenizer.encoding.decode(part)} for part in partial(sentence, encode)],
        "wordSplits": [
            split(multilingual, language, text) for language, texts in SENTENCES.items() for text in texts
            if multilingual or language == "en"],
    }
    write_json(folder / f"tokenizer-{name}.json", content)


def partial(sentence, encode):
    """Runs of tokens that begin or end within a character."""
    runs = [encode(text) for text in ["😀", "你好", "𠮷野家", "é̂😀x", "สวัสดี"]]
    parts = [run[:end] for run in runs for end in range(1, len(run))] + [run[1:] for run in runs if len(run) > 1]
    parts += [sentence[:-1], sentence[-3:], list(reversed(runs[0])), runs[0][:1] * 3, runs[0][:1] + encode("a")]
    return [list(part) for part in parts if part]


def split(multilingual, language, text):
    tokenizer = get_tokenizer(multilingual, language=language, task="transcribe")
    tokens = tokenizer.encoding.encode_ordinary(text)
    words, word_tokens = tokenizer.split_to_word_tokens(list(tokens) + [tokenizer.eot])
    return {"language": language, "tokens": tokens, "words": words, "wordTokens": word_tokens}


def write(folder):
    write_vocabulary("multilingual", True, folder)
    write_vocabulary("gpt2", False, folder)
    aliases = {name: code for name, code in TO_LANGUAGE_CODE.items() if name not in LANGUAGES.values()}
    write_json(folder / "languages.json", {"names": LANGUAGES, "aliases": aliases})
