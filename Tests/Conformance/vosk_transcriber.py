# SPDX-License-Identifier: Apache-2.0

"""Vosk's own client, the part of its transcriber that has a server recognize files."""

import argparse
import asyncio
import pathlib
import queue
import tempfile

from checks import check
from speech import KENNEDY, heard
from vosk.transcriber.transcriber import Transcriber


def transcribe(server, kind):
    # Its constructor loads one of Vosk's models, which this part does not use.
    transcriber = Transcriber.__new__(Transcriber)
    transcriber.queue = queue.Queue()
    transcriber.args = argparse.Namespace(
        server=f"{server.dialects['Vosk']}/?token={server.key}", output_type=kind, tasks=1)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / kind
        asyncio.run(transcriber.process_task_list_server([(KENNEDY, str(file))]))
        return file.read_text()


@check("VO-8", "vosk-transcriber --server: text, and subtitles of the words' times")
def files(server):
    heard(transcribe(server, "txt"))
    subtitles = transcribe(server, "srt")
    assert "00:00:00," in subtitles and subtitles.count(" --> ") > 2, subtitles
    heard(" ".join(line for line in subtitles.splitlines() if not line[:1].isdigit()))
