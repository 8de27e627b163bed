"""Addresses of the frame: home, log-in, seat, registry, and the map's own layer."""

from django.urls import path

from units.views import frame, registry, seats
from units.views.login import Login, Logout

urlpatterns = [
    path("", frame.home, name="home"),
    path("nothing/", frame.nothing, name="nothing"),
    path("login/", Login.as_view(), name="login"),
    path("logout/", Logout.as_view(), name="logout"),
    path("seat/", seats.take_seat, name="take_seat"),
    path("map.json", frame.map_layer, name="map_layer"),
    path("registry/", registry.registry, name="registry"),
]
