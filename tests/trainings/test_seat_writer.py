"""Rule B11: `trainings/actions/seats.py` is the only writer of accepted and offered."""

import ast
from pathlib import Path

TRAININGS = Path(__file__).resolve().parents[2] / "trainings"
SEATS = TRAININGS / "actions" / "seats.py"
WORDS = {"ACCEPTED", "OFFERED"}


def _writes(tree: ast.AST) -> list[int]:
    """Lines that put a state into a row: `x.state = …`, `update(state=…)`, `create(state=…)`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = [t for t in node.targets if isinstance(t, ast.Attribute)]
            if any(t.attr == "state" for t in targets) and _names(node.value) & WORDS:
                found.append(node.lineno)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"update", "create", "Application", "bulk_create", "get_or_create"}:
                for keyword in node.keywords:
                    if keyword.arg == "state" and _names(keyword.value) & WORDS:
                        found.append(node.lineno)
    return found


def _names(node: ast.AST) -> set[str]:
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def test_rule_b11_one_writer():
    others = {
        str(path.relative_to(TRAININGS)): lines
        for path in TRAININGS.rglob("*.py")
        if path != SEATS and (lines := _writes(ast.parse(path.read_text())))
    }

    assert others == {}
