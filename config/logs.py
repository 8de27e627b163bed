"""How lines of the log are written."""

import logging


class OneLine(logging.Formatter):
    """For what strangers cause: a refused request is one line, so that nobody fills the log with our tracebacks."""

    def format(self, record):
        record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None})
        return super().format(record).replace("\n", " ")
