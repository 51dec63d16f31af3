import pytest

from apps.accounts.rules.addresses import client_address, truncated


@pytest.mark.parametrize(
    ("forwarded_for", "peer", "proxy_count", "address"),
    [
        ("", "192.0.2.7", 0, "192.0.2.7"),
        # Without a proxy of ours the header is an invention.
        ("203.0.113.9", "192.0.2.7", 0, "192.0.2.7"),
        ("203.0.113.9", "10.0.0.1", 1, "203.0.113.9"),
        # What the client wrote itself stands left of what our proxy saw.
        ("1.2.3.4, 203.0.113.9", "10.0.0.1", 1, "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9, 10.0.0.2", "10.0.0.1", 2, "203.0.113.9"),
        # Past the proxies: the peer itself.
        ("203.0.113.9", "192.0.2.7", 2, "192.0.2.7"),
        ("", "192.0.2.7", 1, "192.0.2.7"),
        ("not an address", "192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9:4711", "10.0.0.1", 1, "203.0.113.9"),
        ("[2001:db8::7]:4711", "10.0.0.1", 1, "2001:db8::7"),
        ("::ffff:203.0.113.9", "10.0.0.1", 1, "203.0.113.9"),
        ("", "", 0, "0.0.0.0"),
        (",,,", "\0", 1, "0.0.0.0"),
    ],
)
def test_the_client_is_whom_the_outermost_own_proxy_saw(
    forwarded_for: str, peer: str, proxy_count: int, address: str
) -> None:
    assert client_address(forwarded_for, peer, proxy_count) == address


@pytest.mark.parametrize(("address", "kept"), [("203.0.113.9", "203.0.113.0"), ("2001:db8:1:2::7", "2001:db8:1::")])
def test_only_the_network_of_an_address_is_kept(address: str, kept: str) -> None:
    assert truncated(address) == kept
