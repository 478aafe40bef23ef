"""Rows to records and back: what the README shall say, and what it said when the rows were last in step with it."""
