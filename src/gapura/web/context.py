"""What every template may use."""

from django.http import HttpRequest

from gapura import config
from gapura.people.cookies import owner_of


def page(request: HttpRequest) -> dict[str, object]:
    """The one true domain, whether this is a demo, and the signed-in visitor with their browser's mark."""
    settings = config.current()
    visitor = getattr(request, "visitor", None)
    return {
        "domain": settings.domain,
        "demo": settings.demo,
        "visitor": visitor,
        "owner": owner_of(visitor) if visitor else "",
    }
