"""Opens sockets of all kinds, to this machine only: TCP, UDP, raw, unix by path and by name, netlink, to a host.

Expected: failed
"""

import os
import socket
import urllib.request

from accomplice import attempt, system_call, wire_of_the_worker

FAMILIES = {name: getattr(socket, name) for name in dir(socket) if name.startswith("AF_")}
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET)


def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as connection:
        connection.settimeout(1)
        connection.connect(address)


def target(x):
    for name, family in FAMILIES.items():
        for kind in KINDS:
            attempt(f"a socket {name} {kind}", socket.socket, family, kind)
    attempt("a pair", socket.socketpair)
    attempt("a listener", socket.create_server, ("127.0.0.1", 0))
    for port in (22, 80, 631, 8000, 8888):
        attempt(f"port {port}", connect, socket.AF_INET, ("127.0.0.1", port))
    for path in ("/run/dbus/system_bus_socket", "/var/run/docker.sock", "\0abstract", "/tmp/grade.socket"):
        attempt(f"the socket {path!r}", connect, socket.AF_UNIX, path)
    attempt("a name", socket.getaddrinfo, "grade.localhost", 80)
    attempt("a page", urllib.request.urlopen, "http://127.0.0.1:8000/", timeout=1)
    wire = wire_of_the_worker()
    attempt("the kind of the connection", lambda: socket.socket(fileno=os.dup(wire)))
    if os.uname().machine == "x86_64":
        for name, number in (("listen", 50), ("accept", 43), ("sendmsg", 46), ("getpeername", 52), ("setsockopt", 54)):
            system_call(name, number, wire, 0, 0, 0, 0)
    return x
