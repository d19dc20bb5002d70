# SPDX-License-Identifier: Apache-2.0

"""Log-mel, encoder, decoder, greedy texts, words and languages of a clip, as small numbers."""
import json
from dataclasses import replace

import numpy as np
import torch
import whisper.audio
from whisper.audio import HOP_LENGTH, N_SAMPLES, SAMPLE_RATE
from whisper.decoding import DecodingOptions, decode, detect_language
from whisper.timing import find_alignment, merge_punctuations
from whisper.tokenizer import get_tokenizer

FRAMES = [0, 1, 2, 3, 10, 33, 50, 100, 150, 199, 250, 274, 275, 276, 300, 333, 348, 349, 350, 351, 400, 500, 600, 700,
          800, 900, 1000, 1090, 1099, 1100, 1101, 1110, 1500, 2500, 2998, 2999]
BINS = [0, 1, 2, 5, 10, 16, 20, 27, 31, 40, 47, 50, 60, 66, 73, 78, 79]
ROWS = [0, 1, 2, 3, 20, 50, 100, 136, 137, 150, 173, 174, 175, 176, 250, 400, 549, 550, 551, 700, 900, 1200, 1498, 1499]
LEVELS = ["whisper", "fixed"]
PREPENDED, APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


def rounded(values):
    """Nested lists of numbers with six significant digits."""
    if isinstance(values, torch.Tensor):
        values = values.tolist()
    if isinstance(values, (list, tuple)):
        return [rounded(value) for value in values]
    return float(f"{values:.6g}") if isinstance(values, float) else values


def write(path, content):
    """JSON with one line for each entry of the outer two levels, so that a change shows where it is."""
    def lines(value, depth):
        if isinstance(value, dict) and depth < 3:
            pad = " " * depth
            inner = (f"{pad} {json.dumps(key)}: {lines(item, depth + 1)}" for key, item in value.items())
            return "{\n" + ",\n".join(inner) + f"\n{pad}}}"
        if isinstance(value, list) and value and isinstance(value[0], (dict, list)) and depth < 4:
            pad = " " * depth
            return "[\n" + ",\n".join(f"{pad} {lines(item, 4)}" for item in value) + f"\n{pad}]"
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(lines(content, 0) + "\n")
    assert path.stat().st_size < 100_000, path
    print(f"{path.name}: {path.stat().st_size} bytes")


def log_mel(clip, level):
    """[80, 3000] of the clip padded with zeros to 30 s.

    `whisper`: x = max(log10 mel, max − 8), (x + 4) / 4, as openai-whisper does.
    `fixed`: the maximum shifted to 1 first: x = max(log10 mel − max + 1, 1 − 8), (x + 4) / 4.
    """
    audio = torch.from_numpy(np.pad(clip.samples, (0, N_SAMPLES - len(clip.samples))))
    mel = whisper.audio.log_mel_spectrogram(audio)
    return mel if level == "whisper" else mel - mel.max() + (1 + 4) / 4


def write_mel(clip, folder):
    content = {"clip": clip.source(), "frames": FRAMES, "bins": BINS}
    for level in LEVELS:
        mel = log_mel(clip, level)
        content[level] = {
            "shape": list(mel.shape), "minimum": rounded(mel.min().item()), "maximum": rounded(mel.max().item()),
            "mean": rounded(mel.mean().item()), "rms": rounded(mel.square().mean().sqrt().item()),
            "meanOfBin": rounded(mel.mean(dim=1)),
            "values": rounded(mel[BINS][:, FRAMES].T),
        }
    write(folder / f"mel-{clip.name}.json", content)


@torch.no_grad()
def write_model(name, model, clip, folder):
    for level in LEVELS:
        mel = log_mel(clip, level)
        audio = model.embed_audio(mel[None])
        tokenizer = get_tokenizer(
            model.is_multilingual, num_languages=model.num_languages, language=clip.language, task="transcribe")
        options = DecodingOptions(language=clip.language, without_timestamps=True, fp16=False)
        plain = decode(model, audio, options)[0]
        timed = decode(model, audio, replace(options, without_timestamps=False))[0]
        content = {
            "model": name, "clip": clip.source(), "level": level,
            "encoder": encoder(audio[0]),
            "decoder": decoder(model, audio, [*tokenizer.sot_sequence_including_notimestamps, *plain.tokens]),
            "withoutTimestamps": result(plain, tokenizer),
            "withTimestamps": result(timed, tokenizer),
            "words": words(model, tokenizer, plain.tokens, mel, len(clip.samples) // HOP_LENGTH),
        }
        if model.is_multilingual:
            _, (probabilities,) = detect_language(model, audio)
            best = sorted(probabilities.items(), key=lambda pair: -pair[1])[:5]
            content["languages"] = [{"language": code, "probability": rounded(value)} for code, value in best]
        write(folder / f"{name}-{clip.name}-{level}.json", content)


def encoder(rows):
    dimensions = list(range(0, rows.shape[1], rows.shape[1] // 16))
    return {
        "shape": list(rows.shape), "mean": rounded(rows.mean().item()),
        "rms": rounded(rows.square().mean().sqrt().item()), "rows": ROWS, "dimensions": dimensions,
        "values": rounded(rows[ROWS][:, dimensions]), "rowMean": rounded(rows[ROWS].mean(dim=1)),
        "rowRMS": rounded(rows[ROWS].square().mean(dim=1).sqrt()),
    }


def decoder(model, audio, tokens):
    """Logits after each of `tokens`, in one pass, before any suppression."""
    logits = model.logits(torch.tensor([tokens]), audio)[0]
    ids = sorted({int(i * (logits.shape[1] - 1) / 63) for i in range(64)})
    top = logits.topk(20)
    return {
        "tokens": tokens, "shape": list(logits.shape), "ids": ids, "values": rounded(logits[:, ids]),
        "topIds": top.indices.tolist(), "topValues": rounded(top.values),
    }


def result(decoded, tokenizer):
    return {
        "tokens": decoded.tokens, "text": decoded.text,
        "textWithTimestamps": tokenizer.decode_with_timestamps(decoded.tokens),
        "averageLogProbability": rounded(decoded.avg_logprob), "noSpeechProbability": rounded(decoded.no_speech_prob),
        "compressionRatio": rounded(decoded.compression_ratio),
    }


def words(model, tokenizer, tokens, mel, frames):
    """find_alignment's words, and the same with punctuation joined to its word as transcribe() does it."""
    alignment = find_alignment(model, tokenizer, tokens, mel, frames)
    row = lambda word: {
        "word": word.word, "tokens": word.tokens, "start": rounded(float(word.start)), "end": rounded(float(word.end)),
        "probability": rounded(float(word.probability)),
    }
    content = {"sampleRate": SAMPLE_RATE, "frames": frames, "alignment": [row(word) for word in alignment]}
    merge_punctuations(alignment, PREPENDED, APPENDED)
    content["merged"] = [row(word) for word in alignment if word.word]
    return content
