"""A name that every step must keep as it was typed (rule E6).

U+8FBB with the variation U+E0100, U+20BB7 outside the first plane, the compatibility ideographs
U+FA19 and U+FA11, which any normalisation would replace.
"""

FAMILY = "\u8fbb\U000e0100"
GIVEN = "\U00020bb7\ufa19\ufa11子"
TYPED = f" {FAMILY}\u3000{GIVEN} "
NAME = f"{FAMILY} {GIVEN}"
SPACED = f"{FAMILY}\u3000{GIVEN}"
"""As papers print it."""
KANA = "つじ きしさきこ"
MAIL = "tsuji@example.jp"
PHONE = "090-1234-5678"
