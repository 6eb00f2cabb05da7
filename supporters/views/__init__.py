"""Public pages: the application form, the supporter's own page, the validity of a card."""
