"""The PostgreSQL that comes with the checkout, for trying, developing and testing (design D2)."""
