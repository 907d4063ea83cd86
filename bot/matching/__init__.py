"""Question x Catalog -> scored matches, each with its reason."""
