# SPDX-License-Identifier: Apache-2.0

"""The lists of libraries that the program needs where it runs, in deploy/Dockerfile and docs/deployment.md."""
import re
import subprocess
import unittest

from processes import ROOT, STENO

# In every Debian.
BASE = {"libc6", "libgcc-s1"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def packages_needed():
    """The Debian packages of the libraries that the program names; Swift's own are linked into it when it is shipped."""
    packages = set()
    for name in re.findall(r"NEEDED.*\[(lib[^\]]+)\]", output("readelf", "--dynamic", STENO)):
        if "wift" not in name and name not in ("libFoundationEssentials.so", "libdispatch.so", "libBlocksRuntime.so"):
            packages.add(output("dpkg", "--search", f"*/{name}").split(":")[0])
    return packages - BASE


class LibraryTests(unittest.TestCase):
    def test_lists_name_every_library(self):
        needed = packages_needed()
        self.assertIn("libdnnl2", needed)
        for file in ["deploy/Dockerfile", "docs/deployment.md"]:
            listed = re.search(r"ca-certificates (?:curl )?(lib[^\\\n]*)", (ROOT / file).read_text())[1].split()
            self.assertEqual(needed, set(listed), file)
