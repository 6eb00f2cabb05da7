"""Measures speed as ratios against floors taken in the same run (`script/bench`)."""
