"""cards_test.py OMS_CDS: every body of the benchmark gives a card, and nothing of it is skipped."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from makers import regular, varied  # noqa: E402
from makers.call import NOW, SIZES, stamp  # noqa: E402


class Cards(unittest.TestCase):
    def test_come_for_each_variant_and_nothing_is_skipped(self):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for maker, body in (("regular", regular.body), ("varied", varied.body)):
                for size in ("14k", "170k"):
                    for variant in range(SIZES[size].variants):
                        files.append(Path(folder) / f"{maker}-{size}-{variant}.json")
                        files[-1].write_text(body(size, variant), encoding="utf-8")
            done = subprocess.run([PROGRAM, "evaluate", "--as-of", stamp(NOW) + "Z", "--format", "assessment", *files],
                                  capture_output=True, text=True, check=True)
        for file, line in zip(files, done.stdout.splitlines(), strict=True):
            with self.subTest(file.name):
                assessment = json.loads(line)
                self.assertIn("card", assessment)
                self.assertEqual(assessment["rule"], "R1a")
                self.assertEqual(assessment["skipped"], [])
                self.assertEqual(assessment["partialData"], [])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
