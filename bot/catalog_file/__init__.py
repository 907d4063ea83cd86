"""YAML -> Catalog: reads `personas.yaml`, names every error in it, and watches it while the bot runs.

`form.py` declares the format once; the checks and the JSON Schema for editors come from it. After a change there, renew
the schema: `python -m bot.catalog_file > bot/personas.schema.json`.
"""

from bot.catalog_file.form import schema
from bot.catalog_file.overlays import read_kept_overlay, read_overlay, write_overlay
from bot.catalog_file.reading import load, read
from bot.catalog_file.tree import Limits
from bot.catalog_file.watcher import Watcher

__all__ = ["Limits", "Watcher", "load", "read", "read_kept_overlay", "read_overlay", "schema", "write_overlay"]
