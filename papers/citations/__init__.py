"""What other programs read of a paper: citations in their formats, and the marks of a page that find them.

Nothing here asks the database: papers come from `PaperQuerySet.detailed`, or are no rows yet. Text goes out through
`text.plain`, addresses through `links.followable`.
"""
