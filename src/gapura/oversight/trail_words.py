"""What the trail calls what is done about oversight."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "coverage.stock": _("list of %(places)s known places imported, from %(source)s"),
        "coverage.withdraw_stock": _("list of known places taken back, from %(source)s"),
        "open_data.publish": _("figures of the week %(week)s published"),
        "open_data.stop": _("publishing by itself stopped"),
        "open_data.withdraw": _("figures of the week %(week)s taken back"),
        "report.download": _("weekly report %(week)s downloaded"),
        "report.subscribe": _("asked for the weekly report by e-mail"),
        "report.unsubscribe": _("ended the weekly report by e-mail"),
        "head_count.enter": _("People counted by hand on %(day)s: %(people)s"),
        "head_count.correct": _("Head count of %(day)s corrected to %(people)s"),
        "closure.state": _("Said to be closed from %(since)s to %(until)s: %(reason)s"),
        "closure.take_back": _("Closure from %(since)s to %(until)s taken back: %(reason)s"),
        "holiday.add": _("Holiday entered: %(name)s, %(day)s"),
        "holiday.remove": _("Holiday taken back: %(name)s, %(day)s"),
        "holiday.import": _("Holidays imported: %(count)s"),
        "ranking.ask": _("Ranking asked for"),
        "ranking.freeze": _("Draft worked out and frozen"),
        "ranking.notify": _("Those concerned told; the term for replies begins"),
        "ranking.reply": _("A place replied"),
        "ranking.publish": _("Published with the replies"),
        "ranking.archive": _("Archived for good; checksum %(checksum)s"),
        "ranking.discard": _("Discarded"),
        "venue.reply_to_ranking": _("Replied to a ranking"),
        "venue.warn": _("Warned under %(rule)s"),
        "venue.see_warning": _("Warning under %(rule)s read"),
        "venue.withdraw_warning": _("Warning under %(rule)s withdrawn"),
        "venue.nudge": _("Quiet for %(days)s open days; %(told)s persons in charge told"),
        "venue.call_quiet": _("Called because it had gone quiet"),
        "oversight.health_day": _(
            "Figures of %(day)s reported: cases %(cases)s, recoveries %(recoveries)s, doses %(doses)s"
        ),
    }
)
