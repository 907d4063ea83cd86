"""General English and spelling. Nothing here knows a word of any field."""
