"""First path parts that belong to the installation, so no organization's slug may be one (A8)."""

FIXED_PATHS = frozenset(
    {
        "staff",
        "accounts",
        "healthz",
        "static",
        "media",
        "favicon.ico",
        "robots.txt",
        "admin",
        "api",
        "",
    }
)
