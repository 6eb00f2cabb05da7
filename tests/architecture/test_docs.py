"""The documents say what the code says: words, rules, states, personal data, links."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from foundation.adminsite.written_pages import PAGES, app_configs, transition_tables
from tests.architecture.test_layout import ROOT, modules, tracked

GLOSSARY = ROOT / "docs" / "glossary.md"
RULES = ROOT / "docs" / "rules.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"

RULE_LIST = re.compile(
    r"\b[Rr]ules? ((?:[A-G]\d{1,2}|I\b)(?:(?:, (?:and )?| and | or |[–-])(?:[A-G]\d{1,2}))*)"
)
BARE = re.compile(r"\(([A-G]\d(?:\d)?(?:(?:, |–)[A-G]\d{1,2})*)\)")
DECISION = re.compile(r"\b[Dd]esign (D\d+)")
MARK = re.compile(r"\bR-\d+\b|\bT\d{2}\b|\bP\d{1,2}(?=\))|\bux \d+\b")
ARTICLE = re.compile(r"要綱 ?第([\d・〜～]+)条")


def rows(page: Path) -> Iterator[list[str]]:
    """The cells of every table row of a page, without heads."""
    for line in page.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and not line.startswith(("| ---", "| 日本語")):
            yield cells


def cited() -> Iterator[tuple[str, str]]:
    """What the sources cite: id and file. D-numbers from 10 on are decisions, not rules."""
    pages = [p for p in tracked(".html", ".md") if "docs" not in p.relative_to(ROOT).parts]
    for path in [*modules(), *pages]:
        text, name = path.read_text(), str(path.relative_to(ROOT))
        for found in [*RULE_LIST.findall(text), *BARE.findall(text)]:
            for rule in re.findall(r"[A-G]\d{1,2}|I", found):
                yield (f"design {rule}" if re.fullmatch(r"D\d\d", rule) else rule), name
        for decision in DECISION.findall(text):
            yield f"design {decision}", name
        for mark in MARK.findall(text):
            yield mark, name
        for articles in ARTICLE.findall(text):
            for number in re.findall(r"\d+", articles):
                yield f"要綱 第{number}条", name


def defined() -> list[str]:
    rules = re.findall(r"^- \*\*([A-G]\d{1,2}|I)\b", RULES.read_text(), re.MULTILINE)
    marks = [cells[0] for cells in rows(RULES) if cells[0] not in {"article", "mark"}]
    decisions = [f"design {cells[0]}" for cells in rows(ARCHITECTURE) if cells[0].startswith("D")]
    return [*rules, *marks, *decisions]


# ── rules ────────────────────────────────────────────────────────────────────────────────────


def test_every_cited_rule_is_written_down():
    known = set(defined())
    dangling = sorted({f"{name}: {mark}" for mark, name in cited() if mark not in known})

    assert dangling == []


def test_every_rule_is_written_down_once():
    assert [mark for mark, count in Counter(defined()).items() if count > 1] == []


# ── words ────────────────────────────────────────────────────────────────────────────────────


def words() -> list[list[str]]:
    return [cells for cells in rows(GLOSSARY) if len(cells) == 4]


def kept_words() -> list[list[str]]:
    return [cells for cells in rows(GLOSSARY) if len(cells) == 2]


def find(path: str) -> object:
    try:
        return import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(import_module(module), name)


@pytest.mark.parametrize("word", words(), ids=lambda word: word[1])
def test_a_word_names_what_exists(word: list[str]):
    _, identifier, where, _ = (cell.strip("`") for cell in word)

    assert where.rpartition(".")[2] == identifier
    assert find(where) is not None


def test_one_word_means_one_thing():
    everything = [*words(), *kept_words()]
    for column in (0, 1):
        counted = Counter(cells[column] for cells in everything)
        assert [word for word, count in counted.items() if count > 1] == []


def own_models() -> set[str]:
    own = set(app_configs())
    return {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_config in own and not hasattr(model, "pgh_tracked_model")
    }


def test_every_model_has_its_word():
    assert own_models() - {cells[1].strip("`") for cells in words()} == set()


def test_a_word_kept_for_later_does_not_exist_yet():
    assert own_models() & {cells[1].strip("`") for cells in kept_words()} == set()


# ── pages written from the code ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_code_says(name: str):
    assert (ROOT / name).read_text() == PAGES[name](), "run manage.py write_docs"


def test_no_transition_table_is_left_out():
    written = sum(
        len(re.findall(r"^\w+ = TransitionTable\(", path.read_text(), re.MULTILINE))
        for path in modules()
    )

    assert len(list(transition_tables())) == written


# ── links ────────────────────────────────────────────────────────────────────────────────────


def test_every_link_leads_somewhere():
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in tracked(".md")
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())
        if not target.startswith(("http://", "https://", "mailto:", "#"))
        and not (page.parent / target.partition("#")[0]).exists()
    ]

    assert dead == []


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "adr"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
