"""Who asks: the address that limits are counted for."""

from __future__ import annotations

import ipaddress
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


def _read(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False).network_address)
