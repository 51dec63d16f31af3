"""Network addresses: whose request this is, and how much of it may be kept."""

import ipaddress

NOBODY = "0.0.0.0"  # noqa: S104 - stands for "not known", nothing listens on it
KEPT_BITS = {4: 24, 6: 48}


def client_address(forwarded_for: str, peer: str, proxy_count: int) -> str:
    """Return the address that the outermost of our own proxies saw.

    Each proxy appends whom it heard from, so with n proxies the n-th from the right is the last one that nobody
    outside can invent. Fewer entries mean that the request did not come through all of them: then its peer counts.
    """
    heard = [word.strip() for word in forwarded_for.split(",")] if forwarded_for else []
    chosen = heard[-proxy_count] if 0 < proxy_count <= len(heard) else peer
    return _parsed(chosen) or _parsed(peer) or NOBODY


def truncated(address: str) -> str:
    """Return the network of an address, /24 or /48: which town, not which household."""
    parsed = ipaddress.ip_address(address)
    network = ipaddress.ip_network(f"{parsed}/{KEPT_BITS[parsed.version]}", strict=False)
    return str(network.network_address)


def _parsed(word: str) -> str:
    # "192.0.2.7:4711" and "[2001:db8::7]:4711" as some proxies write it.
    host = word[1:].partition("]")[0] if word.startswith("[") else word
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
