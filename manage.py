#!/usr/bin/env python
"""The console's command line: `manage.py up` starts everything."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as reason:  # for whoever set the variable, not for whoever wrote the code
        sys.exit(f"BAD   {reason}")


if __name__ == "__main__":
    main()
