"""Deeds: each locks, checks its rule again, writes, and queues what has to be said."""
