"""Prints the JSON Schema of a catalog file."""

import json
import sys

from bot.catalog_file import schema

sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
