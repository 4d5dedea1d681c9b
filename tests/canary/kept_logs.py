"""Where the tests keep what the processes that they start write: the folder OMS_TEST_LOGS, one for each entry of ctest.

After all tests logs_check.py looks for planted words in it. A test that is started by hand keeps nothing.
"""

import io
import itertools
import os
import shutil
from pathlib import Path

_numbers = itertools.count()


def folder():
    """None: nobody wants them."""
    name = os.environ.get("OMS_TEST_LOGS")
    if not name:
        return None
    Path(name).mkdir(parents=True, exist_ok=True)
    return Path(name)


def _path(kind):
    return folder() / f"{os.getpid()}-{next(_numbers)}.{kind}"


def new_file(kind="log"):
    """An open file of the kind `log` or `audit`; what nobody wants goes nowhere."""
    return _path(kind).open("w", encoding="utf-8", errors="backslashreplace") if folder() else io.StringIO()


def keep(text, kind="log"):
    if isinstance(text, bytes):
        text = text.decode(errors="backslashreplace")
    with new_file(kind) as file:
        file.write(text)


def keep_file(path, kind="audit"):
    """A copy of a file that the test will delete."""
    if folder() and path and Path(path).is_file():
        shutil.copyfile(path, _path(kind))
