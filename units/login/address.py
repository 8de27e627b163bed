"""Where a request comes from. Behind a proxy uvicorn has put the client's address here, if FORWARDED_ALLOW_IPS names the
proxy; from anybody else X-Forwarded-For is only something that a stranger says, and is not read."""

import ipaddress


def of(request):
    return request.META.get("REMOTE_ADDR", "")[:45]


def counted(address):
    """What wrong attempts are counted under: of IPv6 the first half, since one line has 2^64 of the other."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
