"""Settings: `local` for trying and developing, `test`, `production`; all stand on `base`."""
