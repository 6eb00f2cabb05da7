"""Public pages: the request for a supporter, and the supporter's own pages behind a mailed link."""
