"""Returns in the making: what may stand in one, its numbers, its frozen form, its corrections."""
