"""Outside production the door names the demo's accounts and their password; elsewhere it names nobody."""

from django.conf import settings
from django.urls import reverse

from config.demo.people import PASSWORD
from units.models import User


def test_the_door_names_the_demo_accounts_and_their_password(world, client):
    assert settings.DEMO_PASSWORD == PASSWORD
    assert PASSWORD not in client.get(reverse("login")).content.decode()
    User.objects.filter(pk=world.dispatcher.pk).update(is_demo=True)
    page = client.get(reverse("login")).content.decode()
    assert world.dispatcher.username in page
    assert PASSWORD in page
    assert world.verifier.name not in page


def test_in_production_it_names_nobody(world, client, settings):
    settings.PRODUCTION, settings.DEMO_PASSWORD = True, ""
    User.objects.update(is_demo=True)
    assert world.dispatcher.name not in client.get(reverse("login")).content.decode()
