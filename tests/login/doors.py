"""What the tests of the door share: a person with a password, and browsers that come from an address."""

from django.urls import reverse

from tests.cast import Browser

PASSWORD = "a lamp over the north gate"
HALL = "10.1.2.3"  # the one address that all seats of a hall share


def with_password(user, password=PASSWORD):
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def at(address=HALL, **headers):
    return Browser(REMOTE_ADDR=address, **headers)


def sign_in(browser, username, password=PASSWORD, **more):
    return browser.post(reverse("login"), {"username": username, "password": password, **more})


def is_in(browser):
    return "_auth_user_id" in browser.session
