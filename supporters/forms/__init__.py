"""Shape of what residents, supporters and staff type; the rules decide, forms only read."""
