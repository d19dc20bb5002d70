#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the embeddings that Resemblyzer computes for the recordings that the tests use.

    python3 Tests/Reference/speaker_reference.py [WORKING_FOLDER]

Makes a virtual environment in the working folder (default: a temporary one), installs Resemblyzer, PyTorch and librosa from
PyPI, takes the recordings from the cache (`steno models pull base` fetches jfk.wav, the tests of voice activity dev00.wav), and
writes Tests/SpeakerLabelsTests/Reference/embeddings.json: for each window of 1.6 s the embedding (six digits) of Resemblyzer's
own functions: volume raised to -30 dBFS, mel spectrogram, encoder. Silence is not trimmed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import types

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "SpeakerLabelsTests" / "Reference" / "embeddings.json"
PACKAGES = ["torch==2.13.0", "librosa==0.11.0", "soundfile==0.13.1"]
RESEMBLYZER = "Resemblyzer==0.1.4"
CACHE = pathlib.Path(os.environ.get("STENO_CACHE", pathlib.Path.home() / ".cache" / "steno"))
# Where windows of 25,600 samples start; the last of each row is cut to so many samples.
WINDOWS = {
    "jfk.wav": [(0, 25600), (51200, 25600), (102400, 25600), (51200, 12800)],
    "dev00.wav": [(160000, 25600), (320000, 25600), (400000, 8000)],
}


def environment(folder):
    """The Python of a virtual environment with the original and what it needs."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        # What it depends on besides (a voice detector in C, for one) is not needed for an embedding.
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", RESEMBLYZER], check=True)
    return python


def write():
    import numpy
    import soundfile
    import torch

    # Imported by the package, but not by what is used of it.
    sys.modules["webrtcvad"] = types.ModuleType("webrtcvad")
    sys.modules["scipy.ndimage.morphology"] = types.ModuleType("scipy.ndimage.morphology")
    sys.modules["scipy.ndimage.morphology"].binary_dilation = None
    from resemblyzer import VoiceEncoder, normalize_volume, wav_to_mel_spectrogram

    encoder = VoiceEncoder("cpu", verbose=False)
    rows = []
    for name, windows in WINDOWS.items():
        audio, rate = soundfile.read(CACHE / "speech" / name, dtype="float32")
        assert rate == 16000 and audio.ndim == 1
        for start, count in windows:
            window = normalize_volume(audio[start : start + count], -30, increase_only=True)
            mel = wav_to_mel_spectrogram(window)[: max(1, count // 160)]
            with torch.no_grad():
                embedding = encoder(torch.from_numpy(mel[numpy.newaxis])).numpy()[0]
            rows.append({"recording": name, "start": start, "count": count,
                         "embedding": [float(f"{value:.6g}") for value in embedding]})
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(rows, separators=(",", ":")) + "\n")
    print(f"{OUTPUT}: {len(rows)} embeddings")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([environment(folder), __file__, "--write"], check=True)
