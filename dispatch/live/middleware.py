"""Notes, before a page reads anything, how far this process has followed the feed.

The page hands the number to live.js, whose socket then asks for what came after it: nothing falls between the drawing
of a page and the opening of its line, and no list is fetched twice.
"""

from dispatch import live


class FeedNumberMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = live.number()
        request.feed_number = "" if number is None else number
        return self.get_response(request)
