"""Rosters that offices kept before, as a kind of staged import (rules D1, E1; T37, T38)."""
