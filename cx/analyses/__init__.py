"""What pages ask beyond one metric: one module for each question, in SQL and sums."""
