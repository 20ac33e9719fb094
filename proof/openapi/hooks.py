"""What openapi.yaml cannot say in a form that machines read."""

import schemathesis

KEYS = ("Idempotency-Key", "Payment-Idempotence-Key")


@schemathesis.hook
def filter_case(context, case):
    """A key that is sent twice must be the same key: of two headers a description cannot say that they agree."""
    return len({name for name in KEYS if name in (case.headers or {})}) < 2
