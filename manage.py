#!/usr/bin/env python
"""Django's command line for Sasae; starts the local database for as long as the command runs."""

import sys

from foundation.localdb.manage import main

if __name__ == "__main__":
    main(sys.argv)
