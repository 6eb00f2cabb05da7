"""What a person reads when the local database or its folder cannot be used: one sentence, twice."""


class LocalDatabaseError(Exception):
    """Something the operator can put right; `sentence` (Japanese) and `english` say what to do."""

    def __init__(self, sentence: str, english: str) -> None:
        super().__init__(f"{sentence}\n{english}")
        self.sentence = sentence
        self.english = english
