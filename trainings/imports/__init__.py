"""Ledgers of completions that offices kept before, as a kind of staged import (E1; T37)."""
