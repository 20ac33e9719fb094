"""Drives a Toxiproxy through PyPI's toxiproxy-python and prints what it sees, a line for each thing.

    python3 client.py PORT_OF_THE_CONTROL_API UPSTREAM
"""

import socket
import sys

from toxiproxy import Toxiproxy
from toxiproxy.exceptions import InvalidToxic, NotFound, ProxyExists


def through(proxy):
    """What a client of the proxy gets back from the echo server behind it."""
    host, port = proxy.listen.rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"ping")
            return connection.recv(4).decode()
    except ConnectionError as error:
        return type(error).__name__


def refused_as(exception, request):
    try:
        request()
    except exception:
        return exception.__name__
    return "not refused"


def main():
    port, upstream = sys.argv[1:]
    toxiproxy = Toxiproxy()
    toxiproxy.update_api_consumer("127.0.0.1", int(port))
    print("running", toxiproxy.running(), b"version" in toxiproxy.version())

    proxy = toxiproxy.create(upstream=upstream, name="payment")
    print("created", proxy.enabled, sorted(toxiproxy.proxies()), through(proxy))
    print("again", refused_as(ProxyExists, lambda: toxiproxy.create(upstream=upstream, name="payment")))

    proxy.add_toxic(type="reset_peer", stream="upstream", attributes={"timeout": 1})
    toxic = proxy.get_toxic("reset_peer_upstream")
    print("toxic", toxic.type, toxic.stream, toxic.toxicity, toxic.attributes, through(proxy))
    print("unknown type", refused_as(InvalidToxic, lambda: proxy.add_toxic(type="nonsense")))
    print("removed", proxy.destroy_toxic("reset_peer_upstream"), proxy.toxics(), through(proxy))
    print("unknown toxic", refused_as(NotFound, lambda: proxy.destroy_toxic("nothing")))

    with proxy.down():
        print("down", through(proxy))
    print("up", through(proxy))
    proxy.add_toxic(type="timeout")
    print("reset", toxiproxy.reset(), proxy.toxics(), through(proxy))
    print("destroyed", toxiproxy.destroy(proxy), sorted(toxiproxy.proxies()))


main()
