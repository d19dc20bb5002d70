#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""WhisperLive with its faster-whisper backend, started as its own run_server.py starts it, which the package on PyPI lacks.

  whisperlive_server.py --model FOLDER [--port 9090] [--max-clients 64] [--threads 2] [--batch]

The same as `run_server.py -b faster_whisper -fw FOLDER --max_clients 64 --omp_num_threads 2`: one model for all clients, int8 on a CPU
(its own choice), one transcription at a time on --threads cores. Its default is 1 thread, which leaves cores idle. With --batch
clients share batches (--batch_inference) instead.
"""

import argparse
import os

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", required=True, help="a CTranslate2 folder")
parser.add_argument("--port", type=int, default=9090)
parser.add_argument("--max-clients", type=int, default=64)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", action="store_true")
arguments = parser.parse_args()
# Read when CTranslate2 and torch are loaded.
os.environ["OMP_NUM_THREADS"] = str(arguments.threads)

from whisper_live.server import TranscriptionServer  # noqa: E402

TranscriptionServer().run(
    "127.0.0.1",
    port=arguments.port,
    backend="faster_whisper",
    faster_whisper_custom_model_path=arguments.model,
    single_model=True,
    max_clients=arguments.max_clients,
    max_connection_time=3600,
    batch_enabled=arguments.batch,
    batch_max_size=8,
)
