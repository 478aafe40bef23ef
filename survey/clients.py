"""Who asks: the address that limits are counted for."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX: Final = 64
"""Bits that name a customer; whoever has them has all addresses under them."""


def client_address(request: HttpRequest) -> str | None:
    """One client's; of IPv6 the /64 that it is in. None where the connection has no address, as of a Unix socket.

    X-Forwarded-For counts only as far as TRUSTED_PROXIES wrote it, from the right: what stands before is the client's
    own invention.
    """
    given = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(given) and (address := _read(given[-settings.TRUSTED_PROXIES])):
        return address
    return _read(request.META.get("REMOTE_ADDR", ""))


def is_undeclared_proxy(address: str) -> bool:
    """Through a proxy of this machine that TRUSTED_PROXIES does not count, all readers have one address."""
    return settings.TRUSTED_PROXIES == 0 and ipaddress.ip_address(address).is_loopback


_WRITTEN: Final = re.compile(
    r"""[ \t]*(?P<quote>"?)
    (?:\[(?P<bracketed>[^\[\]]*)\](?::[0-9]{1,5})? | (?P<v4>[0-9.]+)(?::[0-9]{1,5})? | (?P<v6>[^\[\]"]*))
    (?P=quote)[ \t]*""",
    re.VERBOSE,
)
"""An address as proxies write it: with its port or without, an IPv6 address with a port in brackets, some in quotes."""


def _read(text: str) -> str | None:
    match = _WRITTEN.fullmatch(text)
    try:
        address = ipaddress.ip_address(match["bracketed"] or match["v4"] or match["v6"] or "") if match else None
    except ValueError:
        return None
    if address is None or isinstance(address, ipaddress.IPv4Address):
        return str(address) if address else None
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False).network_address)
