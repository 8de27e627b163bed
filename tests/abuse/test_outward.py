"""The console connects to the SMS gateway and to nothing else: not inside, not where a redirect or a second look-up leads."""

import socket
import threading

import pytest

from dispatch import gateway, outward
from tests.outbound.test_gateway import Gateway

INSIDE = [
    "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0177.0.0.1",
    "0x7f.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "[fd00:ec2::254]", "[fc00::1]", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "203.0.113.1",
    "192.0.2.1", "[2001:db8::1]", "127。0。0。1", "１２７.0.0.1", "ⓛocalhost",
]  # fmt: skip
NO_ADDRESS = [
    "file:///etc/passwd", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/_POST", "unix:/run/x.sock", "//127.0.0.1:{port}/",
    "127.0.0.1:{port}", "http://", "http:///sms", "http://127.0.0.1:99999/", "http://[::1/", "http://a@127.0.0.1:{port}/",
    "http://sms.example.org:secret@127.0.0.1:{port}/", "http://a:b@[::1]:{port}/", "javascript:alert(1)", "",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


class Listener:
    """Counts who connects to this machine, by IPv4 or IPv6, on one port."""

    def __init__(self):
        self.lines, self.met = [], []
        first = socket.create_server(("0.0.0.0", 0))  # 127.1 and the like lead here
        self.port = first.getsockname()[1]
        self.lines.append(first)
        if socket.has_dualstack_ipv6():
            self.lines.append(socket.create_server(("::", self.port), family=socket.AF_INET6))
        for line in self.lines:
            threading.Thread(target=self._meet, args=[line], daemon=True).start()

    def _meet(self, line):
        while True:
            try:
                met, where = line.accept()
            except OSError:
                return
            self.met.append(where)
            met.close()

    def close(self):
        for line in self.lines:
            line.shutdown(socket.SHUT_RDWR)  # closing alone wakes nobody who waits in accept
            line.close()


@pytest.fixture
def listener():
    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture
def send(settings, listener):
    settings.SMS_GATEWAY_SECRET, settings.SMS_GATEWAY_INSIDE = "a-secret-of-the-district", False

    def to(url):
        settings.SMS_GATEWAY_URL = url
        gateway.send("19900007777", "字", reference="text-1")

    return to


@pytest.mark.django_db
def test_no_spelling_of_an_address_inside_is_connected_to(send, listener):
    for host in INSIDE:
        with pytest.raises(gateway.NotTaken) as refused:
            send(f"http://{host}:{listener.port}/sms")
        assert "19900007777" not in str(refused.value)
    assert listener.met == []


@pytest.mark.django_db
def test_what_is_no_plain_http_address_is_not_connected_to(send, listener):
    for url in NO_ADDRESS:
        with pytest.raises(gateway.NotTaken, match=r"refused address|no answer"):
            send(url.format(port=listener.port))
    assert listener.met == []


@pytest.mark.django_db
def test_agreed_the_same_address_is_connected_to(send, listener, settings):
    """Else the listener above would prove nothing."""
    settings.SMS_GATEWAY_INSIDE = True
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(gateway.NotTaken, match="no answer"):
            send(f"http://{host}:{listener.port}/sms")
    assert len(listener.met) >= 2


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_internet_is_outside(address):
    assert outward.is_outside(address)


def _answers(*answers):
    """A name server that answers differently each time; what it was asked is counted."""
    asked = []

    def lookup(host, port, **_more):
        asked.append(host)
        where = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in where]

    return lookup, asked


def _try(listener, lookup):
    url = gateway.urlsplit(f"http://rebinding.example:{listener.port}/sms")
    made = outward.connection_to(url, seconds=0.3, inside=False, lookup=lookup)
    try:
        made.request("POST", "/sms", b"{}")
    finally:
        made.close()


def test_a_name_that_leads_elsewhere_the_second_time_leads_nowhere(listener):
    lookup, asked = _answers(["8.8.8.8"], ["127.0.0.1"])
    with pytest.raises(OSError):
        _try(listener, lookup)
    assert (asked, listener.met) == (["rebinding.example"], [])


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254", "8.8.8.8"]])
def test_one_address_inside_spoils_the_name(listener, addresses):
    lookup, _asked = _answers(addresses)
    with pytest.raises(outward.NotOutside):
        _try(listener, lookup)
    assert listener.met == []


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(settings, listener, status):
    """The gateway answers with the way to the listener: nobody goes there."""
    there = Gateway()
    there.location = f"http://127.0.0.1:{listener.port}/"
    there.status = status
    threading.Thread(target=there.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = there.url, "a-secret-of-the-district"
    try:
        with pytest.raises(gateway.NotTaken, match=f"answered {status}"):
            gateway.send("19900007777", "字", reference="text-1")
    finally:
        there.shutdown()
        there.server_close()
    assert (len(there.got), listener.met) == (1, [])
