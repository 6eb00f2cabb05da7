"""How a number is written: the four tokens of rule E2 and plain text, nothing else."""

import re

from foundation.refusals import Refused
from foundation.wareki import era_of_year

TOKEN = re.compile(r"\{([^{}]*)\}")
COUNTER = re.compile(r"連番(?::([1-9]))?")


def format_number(pattern: str, value: int, fiscal_year: int) -> str:
    """Return the printed text of number `value` in `fiscal_year`.

    Tokens: {年度} 令和8 · {西暦年度} 2026 · {R} R8 · {連番} · {連番:3} (minimum width, grows).
    Refuses an unknown token and a pattern without a counter.
    """

    def fill(match: re.Match[str]) -> str:
        sign = match[1]
        era_year = era_of_year(fiscal_year)
        if sign == "年度":
            return str(era_year or fiscal_year)
        if sign == "西暦年度":
            return str(fiscal_year)
        if sign == "R" and era_year:
            return era_year.short
        if counter := COUNTER.fullmatch(sign):
            return str(value).zfill(int(counter[1] or 1))
        raise Refused("pattern_token", f"番号の書き方に使えない記号「{match[0]}」があります。")

    if not any(COUNTER.fullmatch(token) for token in TOKEN.findall(pattern)):
        raise Refused("pattern_counter", "番号の書き方には「{連番}」を必ず入れてください。")
    return TOKEN.sub(fill, pattern)
