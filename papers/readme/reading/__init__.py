"""How the reader finds entries and their fields; `papers.readme.reader` is the way in."""
