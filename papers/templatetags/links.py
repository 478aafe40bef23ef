import re

from django import template

from papers.citations import links

register = template.Library()

_MAIL = re.compile(r"mailto:[^\s<>]+@[^\s<>]+", re.IGNORECASE)


@register.filter
def host(url: str) -> str:
    """Where a link leads, without `www.`; nothing for an address of mail."""
    return url.partition("//")[2].partition("/")[0].removeprefix("www.")


@register.filter
def followable(url: str) -> str:
    """`url` if a reader can safely follow it, else nothing: `javascript:`, `data:`, relative and malformed ones."""
    return links.followable(url) or (url if _MAIL.fullmatch(url) else "")
