# SPDX-License-Identifier: Apache-2.0

"""deploy/prometheus and deploy/grafana: rules that fire when they should, queries that Prometheus understands."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from client import Session, recording, request
from processes import ROOT, Steno

PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARD = json.loads((ROOT / "deploy/grafana/steno.json").read_text())


def queries():
    """Every query of the dashboard, by its panel."""
    return [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]


class MonitoringTests(unittest.TestCase):
    def promtool(self, *arguments):
        result = subprocess.run(["promtool", *arguments], cwd=PROMETHEUS, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_configuration_and_rules(self):
        self.promtool("check", "config", "prometheus.yml")

    def test_alerts_fire_when_they_should(self):
        self.promtool("test", "rules", "steno-alerts-test.yml")

    def test_dashboard_queries(self):
        """As recording rules, since promtool checks rules only."""
        rules = [
            {"record": f"panel{index}", "expr": query.replace("$__rate_interval", "1m")}
            for index, (_, query) in enumerate(queries())]
        self.assertGreater(len(rules), 20)
        with tempfile.TemporaryDirectory(prefix="steno-prometheus-") as folder:
            file = pathlib.Path(folder) / "dashboard.yml"
            file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
            self.promtool("check", "rules", file)

    def test_every_metric_is_served(self):
        """The dashboard and the alerts ask for nothing that Steno does not have."""
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-journal-"))
        with Steno("--journal", f"{folder}/journal") as steno, Session(f"ws://localhost:{steno.port}/") as session:
            session.send(recording())
            session.stop()
            served = set(re.findall(r"^# TYPE (\S+)", request(steno.port, "/metrics")[2], re.MULTILINE))
        texts = [query for _, query in queries()] + [(PROMETHEUS / "steno-alerts.yml").read_text()]
        asked = set(re.findall(r"\b(?:steno|process)_[a-z_]+", " ".join(texts)))
        self.assertGreater(len(asked), 20)
        self.assertEqual({re.sub(r"_(bucket|sum|count)$", "", name) for name in asked} - served, set())

    def test_dashboard_panels(self):
        panels = DASHBOARD["panels"]
        self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
        taken = set()
        for panel in panels:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(taken & cells, panel["title"])
            self.assertTrue(all(x < 24 for x, _ in cells), panel["title"])
            taken |= cells
