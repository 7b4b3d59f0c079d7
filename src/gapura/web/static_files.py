"""Static files through whitenoise, each answered whole: they are small, and ASGI streams no plain file."""

import re

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

WORKER = re.compile(r"-worker(\.[0-9a-f]+)?\.js$")
"""Service workers, which may look after pages wherever their own file lies."""


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Whitenoise's own, but for the answer: Django would gather a streamed file first, and warn of it."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """The file, a part of it, or that it has not changed."""
        found = static_file.get_response(request.method, request.META)
        response = HttpResponse(status=int(found.status))
        if found.file is not None:
            with found.file as file:
                response.content = file.read()
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        if WORKER.search(request.path):
            response["Service-Worker-Allowed"] = "/"
        return response
