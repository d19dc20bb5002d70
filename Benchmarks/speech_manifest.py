# SPDX-License-Identifier: Apache-2.0

"""The recordings of a manifest: tab-separated with a header; `file` (relative to it) and `text` are used."""

import csv
import os


def add_arguments(parser):
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--only", default="", help="recordings whose name begins so")
    parser.add_argument("--limit", type=int, default=None, help="the first N recordings")


def rows(arguments):
    """The chosen rows, each with the `path` of its recording."""
    folder = os.path.dirname(arguments.manifest)
    with open(arguments.manifest, encoding="utf8", newline="") as file:
        return [
            row | {"path": os.path.join(folder, row["file"])}
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["file"].startswith(arguments.only)
        ][: arguments.limit]
