"""Prints the status of the answer to one request: python3 http_status.py METHOD URL [JSON]"""

import http.client
import sys
import urllib.parse

method, address, *body = sys.argv[1:]
url = urllib.parse.urlsplit(address)
connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
headers = {"Content-Type": "application/json"} if body else {}
connection.request(method, url.path, body[0] if body else None, headers)
print(connection.getresponse().status)
