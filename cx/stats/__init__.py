"""Numbers in, numbers with their uncertainty out; no database and no screen."""
