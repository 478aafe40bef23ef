"""Papers that are not in the survey yet, and what is known of those that are: from BibTeX, arXiv and Crossref."""
