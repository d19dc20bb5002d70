# SPDX-License-Identifier: Apache-2.0

"""A live stream and a health check beside an attack, in a process of their own: the attack's threads do not slow its clock.

bystander.py PORT [HEADER VALUE] prints the usual times, then reads lines: after each `attack` and `report` it prints the times between.
"""
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Faults"))
from faults import Session, open_session, recording, request, wait_until  # noqa: E402

USUAL_FINALS = 5
FINALS_AFTER_ATTACK = 2


class Victim(threading.Thread):
    """Speaks two seconds, flushes, and measures the time from the flush to its final, again and again in one session."""

    # Amid speech, so that only the flush makes it final.
    AUDIO = recording()[16_000 // 4 * 4:16_000 // 4 * 4 * 9]
    PIECE = 16_000 // 10 * 4

    def __init__(self, url, headers):
        super().__init__(daemon=True)
        self.session = Session(url, headers=headers) if headers else open_session(url)
        self.finals, self.failure = [], None
        self.start()

    def run(self):
        try:
            while True:
                self.speak()
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"

    def speak(self):
        self.session.messages.clear()
        for start in range(0, len(self.AUDIO), self.PIECE):
            self.session.send(self.AUDIO[start:start + self.PIECE])
            self.session.read_for(0.05)
        flushed = time.monotonic()
        self.session.command("flush")
        self.session.read_until("flushed")
        if not self.session.text:
            raise ValueError(f"no final: {self.session.messages}")
        self.finals.append((flushed, time.monotonic() - flushed))

    def times(self, start=0.0):
        """How long the finals took whose flush was sent after `start`."""
        return [seconds for flushed, seconds in list(self.finals) if flushed >= start]


class Health(threading.Thread):
    """Asks /healthz again and again over new connections."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.answers, self.failure = port, [], None
        self.start()

    def run(self):
        try:
            while True:
                asked = time.monotonic()
                status = request(self.port, "/healthz")[0]
                self.answers.append((asked, time.monotonic() - asked))
                if status != 200:
                    raise ValueError(f"/healthz answered {status}")
                time.sleep(0.02)
        except Exception as error:
            self.failure = f"/healthz: {type(error).__name__}: {error}"

    def worst(self, start=0.0):
        return max((seconds for asked, seconds in list(self.answers) if asked >= start), default=0.0)


def main():
    port, headers = int(sys.argv[1]), dict(zip(sys.argv[2::2], sys.argv[3::2]))
    victim, health = Victim(f"ws://127.0.0.1:{port}/", headers), Health(port)

    def report(start=0.0):
        print(json.dumps({
            "finals": victim.times(start), "health": health.worst(start), "failure": victim.failure or health.failure}), flush=True)

    def has_finals(count, start=0.0):
        return victim.failure or health.failure or len(victim.times(start)) >= count

    wait_until(lambda: has_finals(1), "the first final", 60)
    start = time.monotonic()
    wait_until(lambda: has_finals(USUAL_FINALS, start), "the usual finals", 60)
    report(start)
    for line in sys.stdin:
        if line == "attack\n":
            start = time.monotonic()
            continue
        end = time.monotonic()
        wait_until(lambda: has_finals(FINALS_AFTER_ATTACK, end), "finals beside the attack", 60)
        report(start)


if __name__ == "__main__":
    main()
