"""The line to noodle-opt, which turns `.nc` files into Python.

Every request has a connection of its own: threads, forked children and fresh interpreters share nothing that could get
out of step. A request is a kind (one byte) and UTF-8 text; an answer is a list of fields, each a 32-bit size (-1: none) and
its bytes, all in little-endian order. Both start with their own size.
"""
import _socket  # not `socket`: it is large, and programs replace parts of it

HELLO = b"H"
MODULE = b"M"


def read_exactly(receive, size):
    """`size` bytes from a `recv`-like function; raises `EOFError` when they do not come."""
    parts = []
    while size:
        part = receive(min(size, 1 << 20))
        if not part:
            raise EOFError("noodle-opt has ended")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def ask(address, kind, text):
    """Sends a request to the Unix socket or Windows pipe at `address`; returns the bytes of the answer."""
    message = kind + text.encode("utf-8", "surrogateescape")
    message = len(message).to_bytes(4, "little") + message
    if address.startswith("\\\\.\\pipe\\"):
        with open(address, "r+b", buffering=0) as pipe:
            pipe.write(message)
            return read_answer(pipe.read)
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.settimeout(None)  # whatever default the program has set
        connection.connect(address)
        connection.sendall(message)
        return read_answer(connection.recv)
    finally:
        connection.close()


def read_answer(receive):
    return read_exactly(receive, int.from_bytes(read_exactly(receive, 4), "little"))


def fields(answer):
    """The fields of an answer, as `bytes` or `None`."""
    found = []
    at = 0
    while at < len(answer):
        size = int.from_bytes(answer[at:at + 4], "little", signed=True)
        at += 4
        if size < 0:
            found.append(None)
        else:
            found.append(answer[at:at + size])
            at += size
    return found
