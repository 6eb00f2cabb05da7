"""Tables of figures that are taken over: the basic figures of places (design D16)."""
