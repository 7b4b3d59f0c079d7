"""What every template may use."""

from django.http import HttpRequest

from gapura import config


def page(request: HttpRequest) -> dict[str, object]:
    """The one true domain, whether this is a demo, and the signed-in visitor."""
    settings = config.current()
    return {
        "domain": settings.domain,
        "demo": settings.demo,
        "visitor": getattr(request, "visitor", None),
    }
