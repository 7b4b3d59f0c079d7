"""The hot path: check-ins and check-outs as bare ASGI, committed in groups."""
