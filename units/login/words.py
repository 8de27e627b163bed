"""Sentences that several doors say."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def wait_sentence(until):
    """Until when, and what to do meanwhile."""
    at = date_format(timezone.localtime(until), "H:i:s", use_l10n=False)
    return _(
        "Too many wrong attempts from this address: the next one is possible at %(at)s. Other people can sign in here"
        " meanwhile. If you have forgotten the password, ask the security administrator."
    ) % {"at": at}


BROWSERS = (
    ("MicroMessenger", "WeChat"), ("QQBrowser", "QQ"), ("HuaweiBrowser", "Huawei Browser"), ("Edg", "Edge"),
    ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent):
    """“Chrome, Windows” of a browser's long name; the first that is found wins."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent.partition(" ")[0][:40] or "–"
