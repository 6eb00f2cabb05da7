"""Run as a program: a worker that knows the job kinds of the tests.

`python -m tests.foundation.jobs.child work --batch`
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from django.core.management import execute_from_command_line

    from tests.foundation.jobs import kinds  # noqa: F401

    execute_from_command_line(["manage.py", *sys.argv[1:]])
