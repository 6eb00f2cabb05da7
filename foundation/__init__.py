"""What every programme of a municipality needs, and nothing about any single programme."""
