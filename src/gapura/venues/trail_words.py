"""What the trail calls what happens to venues."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "venue.register": _("Place registered, with %(doors)s doors"),
        "venue.add_door": _("Door %(door)s added"),
        "venue.follow_zone": _("Time zone corrected with its region's, from %(before)s to %(zone)s"),
        "venue.withdraw": _("Place withdrawn: its codes no longer work"),
        "venue.reissue": _("New codes given; posters printed before no longer work"),
        "venue.print_posters": _("Posters of the region ordered for printing"),
        "venue.download_posters": _("Posters of the region downloaded for printing"),
        "venue.print_poster": _("Poster downloaded for printing"),
        "venue.describe": _("Details changed"),
        "venue.correct_declared": _("What the place declares counts from %(since)s on: corrected"),
        "venue.ask_for_name": _("Another name asked for"),
        "venue.rename": _("Renamed as its person in charge asked"),
        "venue.keep_name": _("Name kept; the one asked for was declined"),
        "venue.rename_door": _("Door %(door)s renamed"),
        "venue.withdraw_door": _("Door %(door)s withdrawn"),
        "venue.add_screen": _("Screen for door %(door)s given a link"),
        "venue.end_screen": _("Screen of door %(door)s ended"),
        "venue.screen_only": _("Only the screen counts at door %(door)s"),
        "venue.poster_again": _("The poster counts at door %(door)s again"),
        "venue.invite_officer": _("Gate officer invited"),
        "venue.extend_officer": _("Gate officer's post extended"),
        "venue.remove_officer": _("Gate officer removed"),
        "venue.name_successor": _("Successor of the person in charge named"),
        "venue.call_off_succession": _("Succession called off"),
        "venue.hand_over": _("Post of the person in charge handed over"),
    }
)
