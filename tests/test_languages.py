"""Chinese first, English second: by the browser's wish and by the switch; the product itself speaks Chinese."""

import subprocess
import sys

import pytest
from django.urls import reverse


def test_the_product_speaks_chinese_unless_asked_otherwise():
    code = "from config.settings import LANGUAGE_CODE; print(LANGUAGE_CODE)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "zh-hans"
    )


@pytest.mark.parametrize(("wish", "words"), [("zh-CN,zh;q=0.9", "待派单"), ("en-GB", "To assign")])
def test_the_board_follows_the_browsers_language(world, as_, wish, words):
    page = as_("dispatcher").get(reverse("dispatch:board"), headers={"accept-language": wish})
    assert words in page.content.decode()


def test_the_switch_overrules_the_browser(world, as_):
    browser = as_("dispatcher")
    browser.post(reverse("set_language"), {"language": "zh-hans", "next": "/board/"})
    page = browser.get(reverse("dispatch:board"), headers={"accept-language": "en"})
    assert "待派单" in page.content.decode()
