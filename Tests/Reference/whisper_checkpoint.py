# SPDX-License-Identifier: Apache-2.0

"""A CTranslate2 Whisper folder as openai-whisper's model."""
import json
import struct

import numpy as np
import torch
from whisper.model import ModelDimensions, Whisper

TYPES = [np.float32, np.int8, np.int16, np.int32, np.float16]


def read(path):
    """The variables of a model.bin of version 6, by name, aliases included."""
    with open(path, "rb") as file:
        def unpack(layout):
            return struct.unpack("<" + layout, file.read(struct.calcsize("<" + layout)))

        def string():
            return file.read(unpack("H")[0])[:-1].decode()

        version, = unpack("I")
        assert (version, string(), unpack("I")[0]) == (6, "WhisperSpec", 3)
        variables = {}
        for _ in range(unpack("I")[0]):
            name = string()
            shape = unpack("I" * unpack("B")[0])
            kind, size = unpack("BI")
            variables[name] = np.frombuffer(file.read(size), TYPES[kind]).reshape(shape)
        for _ in range(unpack("I")[0]):
            alias = string()
            variables[alias] = variables[string()]
        return variables


def load(folder):
    """The model in float32, its alignment heads from the folder's config.json."""
    variables = read(folder / "model.bin")
    tensor = lambda name: torch.from_numpy(np.array(variables[name], dtype=np.float32))
    count = lambda side: sum(f"{side}/layer_{i}/ffn/linear_0/weight" in variables for i in range(64))
    state, mels = variables["encoder/conv1/weight"].shape[:2]
    vocabulary = variables["decoder/embeddings/weight"].shape[0]
    model = Whisper(ModelDimensions(
        n_mels=mels, n_audio_ctx=1500, n_audio_state=state, n_audio_head=state // 64, n_audio_layer=count("encoder"),
        n_vocab=vocabulary, n_text_ctx=448, n_text_state=state, n_text_head=state // 64, n_text_layer=count("decoder"),
    ))
    weights = {
        "encoder.positional_embedding": tensor("encoder/position_encodings/encodings"),
        "decoder.positional_embedding": tensor("decoder/position_encodings/encodings"),
        "decoder.token_embedding.weight": tensor("decoder/embeddings/weight"),
    }

    def linear(target, source):
        weights[f"{target}.weight"], weights[f"{target}.bias"] = tensor(f"{source}/weight"), tensor(f"{source}/bias")

    def norm(target, source):
        weights[f"{target}.weight"], weights[f"{target}.bias"] = tensor(f"{source}/gamma"), tensor(f"{source}/beta")

    def stacked(target, source, names):
        """Rows of `source` in equal parts; the key has no bias in openai-whisper and zeros here."""
        parts = zip(names, tensor(f"{source}/weight").chunk(len(names)), tensor(f"{source}/bias").chunk(len(names)))
        for name, weight, bias in parts:
            weights[f"{target}.{name}.weight"] = weight
            if name == "key":
                assert not bias.any()
            else:
                weights[f"{target}.{name}.bias"] = bias

    linear("encoder.conv1", "encoder/conv1")
    linear("encoder.conv2", "encoder/conv2")
    norm("encoder.ln_post", "encoder/layer_norm")
    norm("decoder.ln", "decoder/layer_norm")
    for side in ["encoder", "decoder"]:
        for index in range(count(side)):
            block, layer = f"{side}.blocks.{index}", f"{side}/layer_{index}"
            stacked(f"{block}.attn", f"{layer}/self_attention/linear_0", ["query", "key", "value"])
            linear(f"{block}.attn.out", f"{layer}/self_attention/linear_1")
            norm(f"{block}.attn_ln", f"{layer}/self_attention/layer_norm")
            if side == "decoder":
                linear(f"{block}.cross_attn.query", f"{layer}/attention/linear_0")
                stacked(f"{block}.cross_attn", f"{layer}/attention/linear_1", ["key", "value"])
                linear(f"{block}.cross_attn.out", f"{layer}/attention/linear_2")
                norm(f"{block}.cross_attn_ln", f"{layer}/attention/layer_norm")
            linear(f"{block}.mlp.0", f"{layer}/ffn/linear_0")
            linear(f"{block}.mlp.2", f"{layer}/ffn/linear_1")
            norm(f"{block}.mlp_ln", f"{layer}/ffn/layer_norm")
    model.load_state_dict(weights, strict=True)

    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_text())["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()
