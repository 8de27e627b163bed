"""The other end of the telephone: an exchange whose callers ring, talk and hang up, and seats that take them, over HTTP."""
