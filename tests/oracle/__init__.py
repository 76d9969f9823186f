"""Second opinions: formulas that no page needs, kept to check records of other programs.

Each is written from its source, apart from `cx.stats`, and compared with R.
"""
