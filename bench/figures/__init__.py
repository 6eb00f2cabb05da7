"""One module a topic; each registers its figures."""
