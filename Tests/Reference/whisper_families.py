# SPDX-License-Identifier: Apache-2.0

"""Small checkpoints with the structure of every Whisper family and random weights, and what they compute.

The weights come from a generator that FamilyWeights.swift has too, so none are stored. Each is a multiple of a power of two
with eight significant bits: float16 and bfloat16 hold it exactly, and every form of a checkpoint gives the same numbers.
"""
from dataclasses import dataclass

import numpy as np
import torch
import whisper
import whisper.audio
from whisper.decoding import DecodingOptions, decode, detect_language
from whisper.model import ModelDimensions, Whisper
from whisper.timing import find_alignment
from whisper.tokenizer import get_tokenizer
from whisper_numbers import rounded, write as write_json

STEPS = 16
TEXT = " And so my fellow Americans, ask not what your country"
ROWS = [0, 1, 2, 50, 174, 175, 176, 700, 1498, 1499]


@dataclass
class Family:
    name: str
    mels: int
    vocabulary: int
    heads: int
    encoder: int
    decoder: int
    # None: nothing is known, and all heads of the upper half of the layers count.
    alignment: list | None = None

    @property
    def width(self):
        return 64 * self.heads


FAMILIES = [
    Family("tiny", 80, 51865, 1, 2, 2, [[1, 0]]),
    Family("tiny.en", 80, 51864, 1, 2, 2, [[0, 0], [1, 0]]),
    Family("base", 80, 51865, 2, 2, 2, [[1, 1]]),
    Family("small.en", 80, 51864, 2, 3, 3, [[1, 0], [2, 1]]),
    Family("medium", 80, 51865, 2, 4, 4, [[2, 1], [3, 0]]),
    Family("large-v2", 80, 51865, 3, 4, 4, [[2, 2], [3, 0], [3, 1]]),
    Family("large-v3", 128, 51866, 3, 4, 4, [[2, 2], [3, 1]]),
    Family("large-v3-turbo", 128, 51866, 3, 4, 1, [[0, 0], [0, 2]]),
    Family("distil-small.en", 80, 51864, 2, 3, 1),
    Family("distil-medium.en", 80, 51864, 2, 4, 2),
    Family("distil-large-v2", 80, 51865, 3, 4, 2),
    Family("distil-large-v3", 128, 51866, 3, 4, 2),
]


def bits(seed_text, count):
    """The highest eight bits of each number of a SplitMix64 whose seed is the text's FNV-1a hash."""
    seed = 0xCBF29CE484222325
    for byte in seed_text.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    state = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(56)).astype(np.int64)


def scale(name):
    """The largest weight of a tensor, by its Hugging Face name."""
    # What the layers add outweighs the token before, else a text would be one token again and again.
    if "embed_tokens" in name or "out_proj.weight" in name or "fc2.weight" in name:
        return 0.5
    if "embed_positions" in name or "q_proj.weight" in name or "k_proj.weight" in name:
        return 0.25
    return 0.125


def weights(family):
    """The tensors under Hugging Face's names, without `model.`."""
    width, inner = family.width, 4 * family.width
    shapes = {}

    def linear(name, outputs, inputs, bias=True):
        shapes[f"{name}.weight"] = (outputs, inputs)
        if bias:
            shapes[f"{name}.bias"] = (outputs,)

    def norm(name):
        shapes[f"{name}.weight"] = shapes[f"{name}.bias"] = (width,)

    for side, layers in [("encoder", family.encoder), ("decoder", family.decoder)]:
        for index in range(layers):
            layer = f"{side}.layers.{index}"
            for attention in ["self_attn"] + ["encoder_attn"] * (side == "decoder"):
                for part in ["q_proj", "k_proj", "v_proj", "out_proj"]:
                    linear(f"{layer}.{attention}.{part}", width, width, bias=part != "k_proj")
                norm(f"{layer}.{attention}_layer_norm")
            linear(f"{layer}.fc1", inner, width)
            linear(f"{layer}.fc2", width, inner)
            norm(f"{layer}.final_layer_norm")
        norm(f"{side}.layer_norm")
    for index, inputs in [(1, family.mels), (2, width)]:
        shapes[f"encoder.conv{index}.weight"] = (width, inputs, 3)
        shapes[f"encoder.conv{index}.bias"] = (width,)
    shapes["encoder.embed_positions.weight"] = (1500, width)
    shapes["decoder.embed_positions.weight"] = (448, width)
    shapes["decoder.embed_tokens.weight"] = (family.vocabulary, width)

    def values(name, shape):
        numbers = bits(f"{family.name}/{name}", int(np.prod(shape)))
        if "layer_norm.weight" in name:
            numbers = 1 + (numbers % 32 - 16) / 128
        else:
            numbers = (2 * numbers - 255) / 256 * scale(name)
        return torch.from_numpy(numbers.astype(np.float32).reshape(shape))

    return {name: values(name, shape) for name, shape in shapes.items()}


def transformers_model(family, tensors):
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    model = WhisperForConditionalGeneration(WhisperConfig(
        vocab_size=family.vocabulary, num_mel_bins=family.mels, d_model=family.width,
        encoder_layers=family.encoder, decoder_layers=family.decoder,
        encoder_attention_heads=family.heads, decoder_attention_heads=family.heads,
        encoder_ffn_dim=4 * family.width, decoder_ffn_dim=4 * family.width,
    ))
    missing = model.model.load_state_dict(tensors, strict=True)
    assert not missing.missing_keys and not missing.unexpected_keys
    model.tie_weights()
    return model.eval()


def openai_model(family, tensors):
    names = {
        "layers": "blocks", "self_attn": "attn", "encoder_attn": "cross_attn", "q_proj": "query", "k_proj": "key",
        "v_proj": "value", "out_proj": "out", "self_attn_layer_norm": "attn_ln",
        "encoder_attn_layer_norm": "cross_attn_ln", "fc1": "mlp.0", "fc2": "mlp.2", "final_layer_norm": "mlp_ln",
    }
    whole = {
        "encoder.embed_positions.weight": "encoder.positional_embedding",
        "decoder.embed_positions.weight": "decoder.positional_embedding",
        "decoder.embed_tokens.weight": "decoder.token_embedding.weight",
        "encoder.layer_norm.weight": "encoder.ln_post.weight", "encoder.layer_norm.bias": "encoder.ln_post.bias",
        "decoder.layer_norm.weight": "decoder.ln.weight", "decoder.layer_norm.bias": "decoder.ln.bias",
    }
    model = Whisper(ModelDimensions(
        n_mels=family.mels, n_audio_ctx=1500, n_audio_state=family.width, n_audio_head=family.heads,
        n_audio_layer=family.encoder, n_vocab=family.vocabulary, n_text_ctx=448, n_text_state=family.width,
        n_text_head=family.heads, n_text_layer=family.decoder,
    ))
    model.load_state_dict({
        whole.get(name) or ".".join(names.get(part, part) for part in name.split(".")): tensor
        for name, tensor in tensors.items()
    }, strict=True)
    if family.alignment:
        heads = torch.zeros(family.decoder, family.heads, dtype=torch.bool)
        for layer, head in family.alignment:
            heads[layer, head] = True
        model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


@torch.no_grad()
def write(family, clip, folder):
    tensors = weights(family)
    model, other = openai_model(family, tensors), transformers_model(family, tensors)
    audio = torch.from_numpy(np.pad(clip.samples, (0, whisper.audio.N_SAMPLES - len(clip.samples))))
    mel = whisper.audio.log_mel_spectrogram(audio, n_mels=family.mels)
    rows = other.model.encoder(mel[None]).last_hidden_state
    close(rows, model.embed_audio(mel[None]))
    tokenizer = get_tokenizer(
        model.is_multilingual, num_languages=model.num_languages, language="en", task="transcribe")
    options = dict(language="en", fp16=False, sample_len=STEPS)
    plain = decode(model, rows, DecodingOptions(without_timestamps=True, **options))[0].tokens
    timed = decode(model, rows, DecodingOptions(**options))[0].tokens
    tokens = [*tokenizer.sot_sequence_including_notimestamps, *plain]
    logits = other(encoder_outputs=(rows,), decoder_input_ids=torch.tensor([tokens])).logits[0]
    close(logits, model.logits(torch.tensor([tokens]), rows)[0])
    ids = sorted({int(i * (family.vocabulary - 1) / 15) for i in range(16)})
    top = logits.topk(4)
    dimensions = list(range(0, family.width, family.width // 8))
    text = tokenizer.encoding.encode(TEXT)
    frames = len(clip.samples) // whisper.audio.HOP_LENGTH
    words = find_alignment(model, tokenizer, text, mel, frames)
    check(model, tokenizer, mel, frames, text, words, logits, plain)
    content = {
        "family": family.__dict__, "clip": clip.source(),
        "mel": {"mean": rounded(mel.mean().item()), "rms": rounded(mel.square().mean().sqrt().item())},
        "encoder": {"rows": ROWS, "dimensions": dimensions, "values": rounded(rows[0][ROWS][:, dimensions])},
        "decoder": {
            "tokens": tokens, "ids": ids, "values": rounded(logits[:, ids]), "topIds": top.indices.tolist(),
            "topValues": rounded(top.values),
        },
        "withoutTimestamps": plain, "withTimestamps": timed,
        "words": [
            {"word": word.word, "tokens": word.tokens, "start": rounded(float(word.start)),
             "end": rounded(float(word.end))} for word in words if word.tokens
        ],
    }
    if model.is_multilingual:
        _, (probabilities,) = detect_language(model, rows)
        best = sorted(probabilities.items(), key=lambda pair: -pair[1])[:5]
        content["languages"] = [{"language": code, "probability": rounded(value)} for code, value in best]
    write_json(folder / f"family-{family.name}.json", content)


def close(values, expected):
    assert (values - expected).abs().max() < 1e-3, "transformers and openai-whisper disagree"


def check(model, tokenizer, mel, frames, text, words, logits, plain):
    """What another order of sums could turn over is no reference."""
    again = find_alignment(model, tokenizer, text, mel + 1e-5 * torch.randn_like(mel), frames)
    assert [(word.start, word.end) for word in words] == [(word.start, word.end) for word in again], "words"
    values = logits[-len(plain) - 1:-1].clone()
    values[:, tokenizer.eot:] = -torch.inf
    values[:, list(tokenizer.non_speech_tokens)] = -torch.inf
    best = values.topk(2).values
    assert (best[1:, 0] - best[1:, 1]).min() > 0.02, "tokens"
