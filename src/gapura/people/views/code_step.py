"""The step at which a one-time code is typed, whatever it is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from gapura.people import cookies
from gapura.people.acts import codes
from gapura.people.forms import CodeForm, wrong_code
from gapura.people.models import SignInCode
from gapura.people.ways import next_of, with_next

Fits = Callable[[SignInCode], bool]


def take_code(
    request: HttpRequest, *, start: str, template: str, fits: Fits = lambda code: True
) -> SignInCode | HttpResponse:
    """The code that was typed, used; else the page that asks for it, or the way back to `start`.

    `start` is where the code was asked for. One that does not fit is told as one that is gone.
    """
    pending = cookies.pending(request, path=start)
    if pending is None:
        return HttpResponseRedirect(with_next(start, next_of(request)))
    code_id, to = pending
    form = CodeForm(request.POST if request.method == "POST" else None)
    gone = False
    if form.is_valid():
        try:
            used = codes.use(code_id=code_id, digits=form.cleaned_data["code"])
            if fits(used):
                return used
            raise codes.CodeGoneError
        except codes.WrongCodeError as error:
            form.add_error("code", wrong_code(error.left))
            gone = error.left == 0
        except codes.CodeGoneError:
            form.add_error("code", _("This code can no longer be used. Ask for a new one."))
            gone = True
    context = {
        "form": form,
        "next": next_of(request),
        "to": to,
        "gone": gone,
        "minutes": codes.LIFETIME.seconds // 60,
        "again": with_next(start, next_of(request)),
    }
    return render(request, template, context, status=400 if form.is_bound else 200)
