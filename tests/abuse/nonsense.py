"""What no person types and every stranger's program sends."""

from hypothesis import strategies as st

BIG = (
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999",
    "1" * 4500,
    "1e999",
    "-1",
    "0",
    "1.5",
    "٣",
    "²",
)
FLOATS = ("nan", "NaN", "inf", "-Infinity", "1e400", "-0.0", "0x10", "1_000", "１２")
DAYS = (
    "0000-01-01", "0001-01-01", "10000-01-01", "9999-12-31", "2026-02-30", "2026-13-45", "1969-12-31", "1999-12-31",
    "2026-1-1", "-2026-01-01", "2026-01-01T99:99", "2026-01-01T00:00+99:99", "٢٠٢٦-٠١-٠١", "tomorrow",
)  # fmt: skip
IDS = (
    "6f1f0f7e-6f0e-4b5c-9a52-0c5a8e6a3f1", "00000000-0000-0000-0000-000000000000", "{6f1f0f7e}", "g" * 36, "urn:uuid:x",
    "T20260101-", "T99999999-99999999", "Y00000000-0000", "../../etc/passwd", "street-", "street-99999999999999999999",
    "community-²", "-.", "1.1", "99999999999999999.5", "-.99999999999999999999", "9007199254740993.9223372036854775807",
)  # fmt: skip
SIGNS = (
    "\x00", "a\x00b", "\ud800", "\udfff字", "\ufeff", "\u202e", "\x1b[31m", "\r\nSet-Cookie: a=b", "🙂" * 50, "a\u0300" * 300,
    "%", "%00", "%zz", "' OR 1=1 --", "{{7*7}}", "{% debug %}", "<script>", "\\", "\x7f", "\x80", "[]", "{}", "null", "true",
)  # fmt: skip
LONG = ("x" * 10_000, "字" * 5_000, " " * 3_000, "\n" * 3_000, "9" * 20_000)

values = st.one_of(
    st.sampled_from(BIG), st.sampled_from(FLOATS), st.sampled_from(DAYS), st.sampled_from(IDS), st.sampled_from(SIGNS),
    st.sampled_from(LONG), st.text(max_size=40), st.just(""), st.integers().map(str), st.floats().map(str),
    st.dates().map(str), st.datetimes().map(str), st.uuids().map(str),
    st.characters(categories=["Cs"]).map(lambda sign: f"a{sign}"),
)  # fmt: skip
names = st.one_of(
    st.text(max_size=20), st.sampled_from(("", "\x00", "__class__", "key", "a[b]", "version", "x" * 5_000))
)

HEADERS = {
    "Host": ("evil.example:99999", "", "a b", "[::1", "xn--a", "testserver:\x00", "127.0.0.1:80, b"),
    "Cookie": ("sessionid=\x00", "sessionid=" + "a" * 8_000, "csrftoken=\ud800; ;;=;", "sessionid", "messages=%00x", "a=b" * 999,
               "django_language=\x00", "django_language=" + "x" * 600),
    "Accept-Language": ("x" * 9_000, "zh-Hans-CN-x-\x00,*;q=nan", ";q=,,,", "en;q=1e999", "../../x"),
    "Accept": ("application/json;q=\x00", "a" * 9_000, "*/*;q=-1"),
    "HX-Request": ("true", "false", "\x00"), "HX-Target": ("#" * 9_000, "\x00", "a b c"),
    "HX-Current-URL": ("//evil", "\x00", "http://[", "http://x:99999999/"), "HX-Trigger-Name": ("\udcff", "x" * 9_000),
    "HX-Current-URL-URI-AutoEncoded": ("true", "%%%"), "Referer": ("http://[", "\x00", "x" * 9_000, "javascript:0"),
    "Origin": ("null", "http://[", "\x00", "evil"),
    "Range": ("bytes=-", "bytes=0-99999999999999999999", "bytes=9-1,1-9", "x" * 999),
    "If-None-Match": ("*", '"' * 999, "W/", "\x00"), "If-Modified-Since": ("Thu, 99 Foo 99999 99:99:99 GMT", "0", "\x00"),
    "X-CSRFToken": ("\x00", "x" * 9_000), "X-Forwarded-For": ("x" * 9_000, "999.999.1.1, \x00", "::ffff:1"),
    "X-Forwarded-Proto": ("https,http", "\x00"), "X-Requested-With": ("x" * 9_000,), "User-Agent": ("", "\x00" * 99, "字" * 999),
    "Content-Length": ("-1", "x", "99999999999"), "Transfer-Encoding": ("x",), "Content-Encoding": ("gzip", "br"),
}  # fmt: skip
headers = st.sampled_from(sorted(HEADERS)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
)
_URL, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"


def _part(head, body=b"x"):
    return b"--b\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n--b--\r\n"


BODIES = (
    ("application/json", b""), ("application/json", b"{"), ("application/json", b"[" * 100_000),
    ("application/json", b'{"a":NaN}'), ("application/json", b'"\\ud800"'), ("", b"x=y"), ("\x00", b"x=y"),
    (_URL, b"&=&&%%%=%zz&\xff\xfe=\x00"), (_URL, b"&".join(b"a%d=1" % n for n in range(1_001))),
    (f"{_URL}; charset=utf-99", b"a=b"), (f"{_URL}; charset=utf-16", b"a=b"),
    ("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"--\r\n"), ("multipart/form-data; boundary=\xff", b"x"),
    ("multipart/form-data; boundary=" + "b" * 300, b"--" + b"b" * 300 + b"--"), (_PARTS, b"--c\r\n\r\n--b--"),
    (_PARTS, _part(b"")), (_PARTS, _part(b'name="photos"; filename="\xff\xfe.jpg"')), (_PARTS, _part(b'name="\xff"')),
    (_PARTS, _part(b'name="photos"; filename="../x\x00.jpg"\r\nContent-Transfer-Encoding: base64', b"!!!")),
    (_PARTS, _part(b'name="text"\r\nContent-Transfer-Encoding: base64', b"\xff=")),
    (_PARTS, _part(b"name=\"a\"; filename*=UTF-99''%ff")), (_PARTS, _part(b'name="a"; filename="a"\r\n' + b"X: y\r\n" * 5_000)),
    (_PARTS, _part(b'name="a"')[:-6] * 400), (_PARTS, b"--b"), (_PARTS, _part(b'name="a"')[:-9]),
    ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
)  # fmt: skip
FILES = (
    ("a.jpg", b""), ("a" * 5_000 + ".jpg", b"\xff\xd8\xff"), ("\ud800.jpg", b"\xff\xd8\xff"),
    ("../../../x.jpg", b"\xff\xd8\xff\xe0"),
    ("x\x00.jpg", b"\x89PNG\r\n\x1a\n"), ("", b"RIFF0000WEBP"), ("CON.jpg", b"\xff\xd8\xff" * 100), ("a.jpg", b"GIF89a"),
)  # fmt: skip
