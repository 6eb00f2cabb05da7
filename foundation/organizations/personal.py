"""The personal-data map: which columns hold people, and what erasure does to each (rule G2)."""

from enum import StrEnum


class Erase(StrEnum):
    """What `erase_person` does with a column."""

    BLANK = "blank"  # becomes the empty text
    NULL = "null"  # becomes NULL
    JSON = "json"  # becomes an empty object or list
    FREE_TEXT = "free_text"  # may hold names: becomes the empty text
    FILE = "file"  # the stored file is removed through the storage API
    KEEP = "keep"  # personal, kept on a legal basis (numbers, dates, hashes)
