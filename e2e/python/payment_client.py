"""The workshop's kind of client: one connection per request, amounts as strings, retry until 2xx.

    python3 payment_client.py http://127.0.0.1:8888/payments/ payments.csv once|retry|retry-with-key

Prints one JSON object: payments, attempts, acknowledged. Only the standard library.
"""

import csv
import http.client
import json
import sys
import urllib.parse
import uuid


def attempt(url, row, key):
    """True when the bank acknowledged; no answer is not a no, so False means: nobody knows."""
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
    headers = {"Content-Type": "application/json", "Connection": "close"}
    if key is not None:
        headers["Idempotency-Key"] = key
    try:
        connection.request("POST", url.path, json.dumps(row), headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main():
    address, file, policy = sys.argv[1:]
    url = urllib.parse.urlsplit(address)
    with open(file, newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    attempts = acknowledged = 0
    for row in rows:
        key = str(uuid.uuid4()) if policy == "retry-with-key" else None
        done = False
        while not done:
            attempts += 1
            paid = attempt(url, row, key)
            acknowledged += paid
            done = paid or policy == "once"
    print(json.dumps({"payments": len(rows), "attempts": attempts, "acknowledged": acknowledged}))


main()
