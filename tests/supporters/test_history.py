"""Every action of supporters tells in a sentence what it did."""

import re
from pathlib import Path

import supporters
from foundation.audit.labels import action_sentence


def test_every_action_has_its_sentence():
    source = "".join(path.read_text() for path in Path(supporters.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r'@action\("(supporters\.[^"]+)"\)', source))
    assert len(codes) > 40
    assert {code for code in codes if action_sentence(code).endswith("）")} == set()
