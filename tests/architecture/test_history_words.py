"""Every action has a sentence: the history of a record never shows the code of the program."""

import re
from pathlib import Path

from foundation.audit.labels import action_sentence

HOUSE = Path(__file__).parents[2]
APPS = ("foundation", "trainings", "supporters", "dispatch", "reports")
CODE = re.compile(r'^@action\("([a-z_.]+)"\)', re.MULTILINE)


def codes() -> set[str]:
    files = [path for app in APPS for path in (HOUSE / app).rglob("*.py")]
    return {code for path in files for code in CODE.findall(path.read_text())}


def test_every_action_says_in_japanese_what_it_did():
    found = codes()
    silent = sorted(code for code in found if code in action_sentence(code))

    assert len(found) > 100
    assert silent == []
