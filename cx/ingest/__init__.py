"""From a file's bytes to canonical rows, with every row accounted for."""
