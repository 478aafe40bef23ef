"""How the writer finds its edits; `papers.readme.writer` is the way in."""
