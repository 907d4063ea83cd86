"""What is measured, beside its peers. Nothing here is a test."""
