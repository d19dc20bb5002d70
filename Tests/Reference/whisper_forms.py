# SPDX-License-Identifier: Apache-2.0

"""A tiny model in every type that CTranslate2 writes, by its own converter, and the values that went in.

Eight numbers wide, without the sizes of a Whisper model: it shows how weights are stored, and computes nothing.
"""
import copy
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from ctranslate2.converters import TransformersConverter
from whisper_families import bits

TYPES = ["float32", "float16", "bfloat16", "int16", "int8", "int8_float32", "int8_float16", "int8_bfloat16"]
# Checked: a matrix, stacked projections, a convolution, a bias, a norm, positions.
SHOWN = ["model.decoder.embed_tokens.weight", "model.decoder.layers.0.encoder_attn.k_proj.weight",
         "model.decoder.layers.0.encoder_attn.v_proj.weight", "model.decoder.layers.0.encoder_attn.v_proj.bias",
         "model.encoder.conv1.weight", "model.encoder.conv1.bias", "model.encoder.layers.0.fc1.weight",
         "model.encoder.layer_norm.weight", "model.encoder.embed_positions.weight"]


def write(folder):
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    model = WhisperForConditionalGeneration(WhisperConfig(
        vocab_size=16, num_mel_bins=4, d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=8, decoder_ffn_dim=8, max_source_positions=4,
        max_target_positions=4, pad_token_id=0, bos_token_id=0, eos_token_id=0, decoder_start_token_id=1,
    ))
    state = {
        name: torch.from_numpy(((2 * bits(name, tensor.numel()) - 255) / 256).astype(np.float32).reshape(tensor.shape))
        for name, tensor in model.state_dict().items() if name != "proj_out.weight"
    }
    model.load_state_dict(state, strict=False)
    model.tie_weights()
    values = {name: [float(value) for value in state[name].flatten()] for name in SHOWN}
    (folder / "forms.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
    for kind in TYPES:
        # The converter changes the weights that it is given.
        with tempfile.TemporaryDirectory() as place:
            output = Path(place) / "output"
            Converter(copy.deepcopy(model)).convert(str(output), quantization=kind)
            data = (output / "model.bin").read_bytes()
        (folder / f"form-{kind}.ct2").write_bytes(data)
        print(f"form-{kind}.ct2: {len(data)} bytes")


class Converter(TransformersConverter):
    """The converter of a model that is in memory, and has no tokenizer."""

    def __init__(self, model):
        super().__init__("")
        self._model = model

    def _load(self):
        from ctranslate2.converters.transformers import WhisperLoader

        spec = WhisperLoader().get_model_spec(self._model)
        spec.register_vocabulary([str(index) for index in range(self._model.config.vocab_size)])
        return spec
