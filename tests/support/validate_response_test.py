"""validate_response tells good bodies from bad ones by its exit status, from stdin and from files, whole or by line."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop()
NO_CARDS = '{"cards":[]}'


def run(*arguments, body=""):
    return subprocess.run([PROGRAM, *arguments], input=body, capture_output=True, text=True, check=False)


class ValidateResponse(unittest.TestCase):
    def test_accepts_a_good_body_in_silence(self):
        done = run(body=NO_CARDS)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_tells_what_is_wrong_and_where(self):
        done = run(body='{"cards":[{}]}')
        self.assertEqual(done.returncode, 1)
        self.assertIn("stdin: cards[0].summary:", done.stdout)

    def test_reads_files_and_names_them(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad = Path(folder, "good.json"), Path(folder, "bad.json")
            good.write_text(NO_CARDS, encoding="utf-8")
            bad.write_text("{", encoding="utf-8")
            done = run(str(good), str(bad))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(all(line.startswith(str(bad)) for line in done.stdout.splitlines()))

    def test_reads_a_body_on_each_line(self):
        done = run("--lines", body=NO_CARDS + "\n{}\n" + NO_CARDS + "\n")
        self.assertEqual(done.returncode, 1)
        self.assertTrue(all(line.startswith("stdin:2:") for line in done.stdout.splitlines()))

    def test_takes_the_kind_that_it_is_told(self):
        self.assertEqual(run("--kind", "discovery", body=NO_CARDS).returncode, 1)
        self.assertEqual(run("--kind", "response", body=NO_CARDS).returncode, 0)

    def test_refuses_wrong_usage(self):
        self.assertEqual(run("--kind", "letter").returncode, 2)
        self.assertEqual(run("no-such-file.json").returncode, 2)


if __name__ == "__main__":
    unittest.main()
