from __future__ import annotations

import ipaddress

import pytest
from django.http import HttpRequest
from hypothesis import given
from hypothesis import strategies as st

from survey.clients import client_address, is_undeclared_proxy


def address(rf, forwarded=None, **meta):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(rf.get("/", headers=headers, **{"REMOTE_ADDR": "203.0.113.9", **meta}))


def test_nobody_is_believed_by_default(rf, settings):
    assert settings.TRUSTED_PROXIES == 0
    assert address(rf, "198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1, 192.0.2.7", "198.51.100.1"),
        (2, "192.0.2.7", "203.0.113.9"),
        (1, "unknown", "203.0.113.9"),
        (1, "198.51.100.1:1234", "198.51.100.1"),
        (1, '"198.51.100.1:1234"', "198.51.100.1"),
        (1, " \t198.51.100.1:1 ", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1:1234, 192.0.2.7:80", "198.51.100.1"),
        (1, "[2001:db8:1:2::1]:443", "2001:db8:1:2::"),
        (1, '"[2001:db8:1:2::1]:443"', "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::1]", "2001:db8:1:2::"),
        (1, "[::ffff:198.51.100.1]:443", "198.51.100.1"),
        (1, "[198.51.100.1]:443", "198.51.100.1"),
        (1, "198.51.100.1:", "203.0.113.9"),
        (1, "198.51.100.1:port", "203.0.113.9"),
        (1, "198.51.100.1:123456", "203.0.113.9"),
        (1, "198.51.100.1.2:80", "203.0.113.9"),
        (1, "[2001:db8::1", "203.0.113.9"),
        (1, "[]:80", "203.0.113.9"),
        (1, '"198.51.100.1', "203.0.113.9"),
        (1, '"', "203.0.113.9"),
        (1, "9" * 8_000, "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, None, "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_proxies_are_believed_as_far_as_they_are_counted(rf, settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    assert address(rf, forwarded) == found


@given(st.text(max_size=60) | st.text('0123456789abcdef.:[]" \t%', max_size=40))
def test_any_text_is_an_address_or_none(text):
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": text}
    found = client_address(request)
    assert found is None or str(ipaddress.ip_address(found)) == found


def test_addresses_of_one_ipv6_network_are_one_client(rf):
    found = {address(rf, REMOTE_ADDR=f"2001:db8:1:2:{last}::1") for last in ("3", "4", "ffff")}
    assert found == {"2001:db8:1:2::"}
    assert address(rf, REMOTE_ADDR="2001:db8:1:3::1") not in found
    assert address(rf, REMOTE_ADDR="::1") == "::1"


def test_connection_without_an_address_has_none(rf):
    assert address(rf, REMOTE_ADDR="") is None


def test_proxy_of_this_machine_is_no_client_until_it_is_counted(settings):
    assert is_undeclared_proxy("127.0.0.1")
    assert not is_undeclared_proxy("203.0.113.9")
    settings.TRUSTED_PROXIES = 1
    assert not is_undeclared_proxy("127.0.0.1")
