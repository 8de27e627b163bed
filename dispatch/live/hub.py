"""The sockets of one web process. Everything here runs on the event loop; other threads come in by `post`.

A message is encoded once for each audience and language, and the same string goes to every socket: 23 µs a delivery
against 456 µs through a channel layer. Each socket has a bounded queue, so that a slow console holds back nobody.
"""

from collections import deque
from dataclasses import dataclass, field

from dispatch.live.deltas import encode
from dispatch.live.socket import AGAIN, SIGNED_OUT

RECENT = 500  # batches kept, so that a page that was drawn a moment before its socket opened misses nothing
SOCKETS_A_PERSON = 20  # windows of one person in one process


@dataclass(frozen=True)
class Batch:
    """One step of the feed: up to which number, whom it concerns, and the texts that were made for those connected."""

    number: int
    touched: frozenset
    texts: dict = field(default_factory=dict)


class Hub:
    def __init__(self, loop):
        self.loop = loop
        self.number = None  # the feed number that this process has reached; None until its tailer has begun
        self.wanted = frozenset()  # (audience, language) of the sockets; read by the tailer's thread
        self.stamps = {}  # {stamp: sockets}; read by the tailer's thread
        self.uncounted = deque()  # audiences whose figures someone has yet to see; emptied by the tailer
        self._groups = {}
        self._people = {}
        self._recent = deque(maxlen=RECENT)
        self._base = 0  # the number below which nothing is remembered
        self._beat = {"type": "beat"}

    def post(self, function, *arguments):
        """Called by other threads. Returns False when the loop has ended."""
        try:
            self.loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            return False
        return True

    # --- sockets come and go -----------------------------------------------------------------------------------------
    def join(self, socket, since):
        """Register a socket and greet it; False when this person has too many already."""
        mine = self._people.setdefault(socket.stamp.user_id, set())
        if len(mine) >= SOCKETS_A_PERSON:
            return False
        mine.add(socket)
        self.stamps = {**self.stamps, socket.stamp: self.stamps.get(socket.stamp, frozenset()) | {socket}}
        for group in socket.groups:
            if group not in self._groups:
                self._groups[group] = set()
                self.wanted = frozenset(self._groups)
            self._groups[group].add(socket)
        self.uncounted.extend(socket.audiences)
        missed = self._missed(socket, since)
        hello = {**self._beat, "type": "hello", "number": self.number or 0, "gap": missed is None}
        socket.put(encode({**hello, "you": socket.stamp.user_id, "audiences": socket.audiences}))
        for text in missed or ():
            socket.put(text)
        return True

    def leave(self, socket):
        mine = self._people.get(socket.stamp.user_id, set())
        mine.discard(socket)
        if not mine:
            self._people.pop(socket.stamp.user_id, None)
        if rest := self.stamps.get(socket.stamp, frozenset()) - {socket}:
            self.stamps = {**self.stamps, socket.stamp: rest}
        else:
            self.stamps = {stamp: sockets for stamp, sockets in self.stamps.items() if stamp != socket.stamp}
        for group in socket.groups:
            members = self._groups.get(group, set())
            members.discard(socket)
            if not members and self._groups.pop(group, None) is not None:
                self.wanted = frozenset(self._groups)

    def _missed(self, socket, since):
        """The texts after the number that a page has seen, or None when they cannot be told: it must refetch."""
        if self.number is None or since is None or since < self._base:
            return None
        texts = []
        for batch in self._recent:
            if batch.number > since:
                for group in socket.groups:
                    if group[0] in batch.touched:
                        if group not in batch.texts:
                            return None
                        texts.append(batch.texts[group])
        return texts

    # --- from the tailer ---------------------------------------------------------------------------------------------
    def begin(self, number):
        """The feed is followed from here on; whoever came before must refetch."""
        self.number = self._base = number
        self._recent.clear()
        self.broadcast({"type": "gap", "number": number})

    def deliver(self, batch):
        """A socket whose group came up while the batch was being rendered is told to refetch."""
        if len(self._recent) == RECENT:
            self._base = self._recent[0].number
        self._recent.append(batch)
        self.number = batch.number
        gap = None
        for group, members in self._groups.items():
            if group[0] not in batch.touched:
                continue
            text = batch.texts.get(group) or gap
            if text is None:
                text = gap = encode({"type": "gap", "number": batch.number})
            for socket in tuple(members):
                socket.put(text)

    def count(self, counts):
        """{audience: text}; figures have no language."""
        for (audience, _language), members in self._groups.items():
            if audience in counts:
                for socket in tuple(members):
                    socket.put(counts[audience])

    def tell(self, audiences, text):
        """One text to everybody of some audiences, whatever their language."""
        for (audience, _language), members in self._groups.items():
            if audience in audiences:
                for socket in tuple(members):
                    socket.put(text)

    def beat(self, facts):
        """Sign of life with the feed's number, the server's time, and how tick does."""
        self._beat = {"type": "beat", "number": self.number or 0, **facts}
        self.broadcast(self._beat)

    def broadcast(self, message):
        text = encode(message)
        for sockets in tuple(self.stamps.values()):
            for socket in sockets:
                socket.put(text)

    def expel(self, stamps, code=SIGNED_OUT):
        for stamp in stamps:
            for socket in self.stamps.get(stamp, ()):
                socket.close(code)

    def close(self):
        """This process stops: consoles come back to another."""
        self.expel(tuple(self.stamps), AGAIN)
