"""What openapi.yaml cannot say in a form that machines read."""

import os
import re

import schemathesis

KEYS = ("Idempotency-Key", "Payment-Idempotence-Key")

# Thirty wrong codes or PINs a minute are guessing, and then every try takes a second: fewer are let through.
WRONG_TRIES = 20
# One more than the room has, so that there is one too many.
STATIONS = 3

wrong_tries = {"join": 0, "recover": 0}


@schemathesis.hook
def filter_case(context, case):
    """A key that is sent twice must be the same key: of two headers a description cannot say that they agree."""
    return len({name for name in KEYS if name in (case.headers or {})}) < 2


@schemathesis.hook
def map_case(context, case):
    """Puts what nobody can make up (the room's secret, a PIN, a station of the room) where something of its form stands."""
    complete = COMPLETE.get(case.operation.definition.raw.get("operationId"))
    if complete is not None:
        complete(case)
    return case


def join(case):
    body = case.body
    if not isinstance(body, dict) or body.get("secret") is not None or not is_text(body.get("code"), or_nothing=True):
        return
    if body.get("code") is None or is_one_too_many("join"):
        case.body = {**body, "secret": os.environ["ROOM_SECRET"]}


def recover(case):
    body = case.body
    if not isinstance(body, dict) or type(body.get("station")) is not int or not is_text(body.get("pin")):
        return
    # Every other one is right, so that a seat moves.
    if len(body["pin"]) % 2 == 0 or is_one_too_many("recover"):
        case.body = {**body, "station": 1, "pin": os.environ["ROOM_PIN"]}


def steer_station(case):
    path = case.path_parameters or {}
    if re.fullmatch("[0-9]{2}", str(path.get("station"))):
        case.path_parameters = {**path, "station": f"{int(path['station']) % STATIONS + 1:02}"}


def is_text(value, or_nothing=False):
    return isinstance(value, str) or (or_nothing and value is None)


def is_one_too_many(operation):
    wrong_tries[operation] += 1
    return wrong_tries[operation] > WRONG_TRIES


COMPLETE = {"join": join, "recover": recover, "steerStation": steer_station}
