"""A process that moves applications on by acts, a random step of a random one, until all are registered.

`python -m tests.registration.mover COUNT SEED` in a deployment's environment; it may be killed at any moment
and started again, and goes on from whatever it finds. It says `moving` once it begins.
"""

import os
import random
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapura.settings")


def main(count: int, seed: int) -> None:
    """Go on until so many applications are registered."""
    django.setup()
    from gapura.accounts.acts import SecretUsedError
    from gapura.accounts.models import Tries, User
    from gapura.registration.acts import applying, completing, following, reviewing
    from gapura.registration.models import Application
    from gapura.registration.states import State
    from tests.registration import world

    chance = random.Random(seed)
    reviewer = User.objects.get(username="agus")
    Tries.objects.all().delete()  # one that was killed counts as a wrong one, for a quarter of an hour

    def step(application: Application) -> None:
        if application.state == State.SUBMITTED:
            reviewing.take(application=application, by=reviewer)
        elif application.state == State.IN_REVIEW:
            act = chance.choice((reviewing.approve, reviewing.approve, reviewing.ask))
            words = {"question": "Mohon stempel."} if act is reviewing.ask else {}
            act(application=application, by=reviewer, **words)
        elif application.state == State.QUESTION:
            following.answer(application=application, text="Terlampir.", by=application)
        elif application.state == State.APPROVED:
            try:
                world.activated(application)
            except SecretUsedError:
                # Killed between password and second factor: the person goes on where they were.
                world.second_factor(application)
        else:
            token = world.link_in(world.last_message(application))
            completing.confirm(token=token)

    print("moving", flush=True)
    while True:
        waiting = list(Application.objects.exclude(state=State.CONFIRMED).order_by("pk"))
        made = Application.objects.count()
        if made < count and (not waiting or chance.random() < 0.3):
            details = world.asks(f"Kantor Contoh {made + 1}", email=f"pic{made + 1}@contoh.desa.id")
            applying.submit(details=details, documents=[world.letter()])
        elif waiting:
            step(chance.choice(waiting))
        else:
            return


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
