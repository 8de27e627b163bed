"""The SMS gateway of the laboratory. What a message says is how it is treated, until `well` is set."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "a-secret-of-the-laboratory"
FAILS, HANGS, DRIPS, TWICE = "fails", "hangs", "drips", "twice"
_NO = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
_YES = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Gateway(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got, self.lock, self.well = Counter(), threading.Lock(), False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/sms"

    def end(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_whoever):
        """Whoever was kept waiting has hung up."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.got[said["id"]] += 1
        way = "" if self.server.well else said["text"]
        self.close_connection = True
        if way == FAILS:
            self.wfile.write(_NO)
        elif way == HANGS:
            time.sleep(8)
        elif way == DRIPS:
            for byte in _YES[:12]:
                self.wfile.write(bytes([byte]))
                time.sleep(1)
        else:
            self.wfile.write(_YES * 2 if way == TWICE else _YES)

    def log_message(self, *_args):
        pass
