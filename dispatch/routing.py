"""Addresses of the sockets."""

from django.urls import path

from dispatch.consumers import Live

websocket_urlpatterns = [path("ws/live/", Live.as_asgi())]
