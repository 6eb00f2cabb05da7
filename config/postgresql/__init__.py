"""Django's PostgreSQL backend with a cheaper look at a connection kept from the last request."""
