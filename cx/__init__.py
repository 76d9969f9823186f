"""The engine: knows no metric and no vendor by name."""
