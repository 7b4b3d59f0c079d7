"""What the scanner says: its script takes the words from the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOOKS = ("green", "yellow", "red", "black", "full")

WITHOUT_PHONE: dict[str, Promise] = {
    "say-yellow": _(
        "Say: “The rules do not let you in today. A puskesmas looks at what is on record with you.”"
    ),
    "say-red": _(
        "Say: “No vaccination is on record. A puskesmas can help today, and looks at what is on record"
        " with you.”"
    ),
}
"""What is said instead to people who have no page of their own to open."""

TEXTS: dict[str, Promise] = {
    "opening": _("Opening the camera …"),
    "looking": _("Hold a pass in front of the camera."),
    "denied": _(
        "The camera was not allowed. Allow it in the browser's settings, or use a hand-held scanner."
    ),
    "no-camera": _("There is no camera here. Use a hand-held scanner."),
    "camera-failed": _("The camera did not open; perhaps another app uses it."),
    "unreadable": _("This browser cannot read QR codes. Use a hand-held scanner."),
    "same": _("This pass has its answer. Hold the next one in front of the camera."),
    "undone": _("Undone: it does not count."),
    "pin-wrong": _("That is not the PIN."),
    "pin-wait": _("Too many wrong PINs. Wait half a minute."),
    "passkey-failed": _("The passkey was not shown. Try again, or use the PIN."),
    "passkey-added": _("From now on you can unlock with your passkey, too."),
    "passkey-not-added": _("No passkey was made. The PIN stays."),
    "online": _("Online"),
    "offline": _("OFFLINE · knows what was known {age}"),
    "age-now": _("just now"),
    "age-minutes": _("{n} min ago"),
    "age-hours": _("{n} h ago"),
    "waiting": _("{n} waiting to be sent"),
    "not-taken": _("{n} not taken by the server: tell the person in charge"),
    "crowd": _("{n} of {of} inside"),
    "crowd-estimate": _("about {n} of {of} inside (an estimate)"),
    "any-door": _("No door in particular"),
    "party": _("{people} people"),
    "left": _("Out. Goodbye!"),
    "colour-green": _("GREEN"),
    "colour-yellow": _("YELLOW"),
    "colour-red": _("RED"),
    "colour-black": _("BLACK"),
    "decision-admit": _("Let in"),
    "decision-verify": _("Verify first"),
    "decision-refuse": _("Do not let in"),
    "decision-full": _("Full: wait outside"),
    "say-verify": _("Say: “One moment please, may I see your identity card and your certificate?”"),
    "say-full": _("Say: “It is full just now. Please wait outside for a while.”"),
    "say-yellow": _(
        "Say: “The rules do not let you in today. On your phone, under My page, you can ask for a review.”"
    ),
    "say-red": _(
        "Say: “No vaccination is on record. A puskesmas can help today; on your phone, under My"
        " page, you can ask"
        " for a review.”"
    ),
    "say-black": _(
        "Keep your distance and say quietly: “Please go home and stay apart from others; the"
        " puskesmas will help you.”"
    ),
    "say-green": _(
        "Say: “This place is closed to visits at present. Please call or use the online services.”"
    ),
    "void-malformed": _("This is no whole pass"),
    "void-forged": _("This pass was not made by Gapura"),
    "void-early": _("A clock is wrong"),
    "void-expired": _("This pass has expired"),
    "void-picture": _("This is a picture of a pass"),
    "void-withdrawn": _("This pass was withdrawn"),
    "void-poster": _("This is a poster, not a pass"),
    "void-unknown": _("This is not a pass"),
    "say-malformed": _("Scan it again, flat and close. If that fails, check in without a phone."),
    "say-forged": _("Ask for an identity card and check in without a phone. Tell the person in charge."),
    "say-early": _(
        "Ask the visitor to go online once, so that the phone's clock is right; check this device's, too."
    ),
    "say-expired": _("Say: “Please open your pass again.” A printed pass is renewed where it was printed."),
    "say-picture": _(
        "Say: “Please open the pass itself, on your own phone.” A picture is good for a minute only."
    ),
    "say-withdrawn": _("Its owner or an office has ended it. Ask for an identity card."),
    "say-poster": _("The visitor scans it with an own phone. Here, scan the visitor's pass."),
    "say-unknown": _("Ask for “My pass” on the visitor's phone, or for a printed pass."),
    "void-proof-forged": _("Forged: Gapura made no such screen"),
    "say-proof-forged": _("Do not let in on it. Ask for an identity card. Tell the person in charge."),
    "void-proof-elsewhere": _("A screen from another place"),
    "say-proof-elsewhere": _("Say: “Please scan the code at this door.” Or scan the visitor's pass."),
    "void-proof-ended": _("This visit has ended"),
    "say-proof-ended": _("Say: “Please check in again.” Or scan the visitor's pass."),
    "void-proof-away": _("A result screen cannot be checked without the network"),
    "say-proof-away": _("Scan the visitor's pass instead: that works without the network."),
    "proof-good": _("Genuine: has checked in"),
    "proof-again": _("Shown here before"),
    "proof-old": _("Genuine, but old"),
    "proof-held-up": _("Genuine, but not let in"),
    "say-proof-good": _("Checked in at {time}, {age}. Compare the name with an identity card."),
    "say-proof-again": _(
        "First shown {age}, from a check-in at {time}. It may be a picture on another phone: compare the name"
        " with an identity card, or scan the pass."
    ),
    "say-proof-old": _("Checked in at {time}, {age}. Scan the visitor's pass, or compare an identity card."),
    "say-proof-held-up": _("Scan the visitor's pass: it says what to check and lets in."),
    "fault": _("That did not work"),
    "fault-detail": _("Nothing was written down. Scan again."),
    "offline-answer": _("Decided without the network, by what was known {age}. It will be sent by itself."),
}
