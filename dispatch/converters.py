"""What a ticket's number looks like in an address; everything else is no address of ours."""

from django.urls import register_converter


class Number:
    regex = "[TY][0-9]{8}-[0-9]{4,12}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Number, "number")
