"""Where the console itself may connect to: to the very address that was looked at, and inside only where that was agreed.

A name is looked up once. Where it may not lead inside, each of its addresses must belong to the public internet: no loop-back,
no private, link-local or reserved network, no cloud's metadata, and none of these dressed as IPv6. The connection goes
to an address that was looked at, so a name that answers differently the second time changes nothing. Nothing here
follows a redirect.
"""

import ipaddress
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPSConnection

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


class NotOutside(OSError):
    """The address may not be connected to. The message says why and never holds more than its host."""


def connection_to(url, *, seconds, inside, lookup=socket.getaddrinfo):
    """An HTTPConnection for a urlsplit() result. `inside`: private addresses and this machine are allowed as well.

    It connects when something is asked of it, within `seconds` for all addresses together.
    """
    if url.scheme not in _PORTS or not url.hostname or url.username is not None or url.password is not None:
        raise NotOutside("no plain http(s) address")
    kind = _Https if url.scheme == "https" else _Http
    made = kind(url.hostname, url.port or _PORTS[url.scheme], timeout=seconds)
    made.inside, made.lookup = inside, lookup
    return made


def is_outside(address):
    """Whether an address (str) belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        hidden = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            hidden = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
        if hidden:
            return is_outside(str(hidden))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _connected(to):
    """A socket to one of the addresses that were looked at, all of which may be connected to."""
    until = time.monotonic() + to.timeout
    found = to.lookup(to.host, to.port, type=socket.SOCK_STREAM)
    if not to.inside and not all(is_outside(where[0]) for *_kind, where in found):
        raise NotOutside(f"{to.host} leads inside")
    failed = OSError("no address")
    for family, kind, protocol, _name, where in found:
        line = socket.socket(family, kind, protocol)
        line.settimeout(max(until - time.monotonic(), 0.1))
        try:
            line.connect(where)
        except OSError as error:
            line.close()
            failed = error
        else:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return line
    raise failed


class _Http(HTTPConnection):
    def connect(self):
        self.sock = _connected(self)


class _Https(HTTPSConnection):
    def connect(self):
        # shaken hands with once `sock` is set: whoever cuts it when time is up cuts a slow handshake as well
        self.sock = ssl.create_default_context().wrap_socket(
            _connected(self), server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()
