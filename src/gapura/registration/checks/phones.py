"""Is this an Indonesian mobile phone, which a short message reaches?"""

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from gapura import config
from gapura.registration import findings
from gapura.registration.findings import Finding

_INDONESIA = 62
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def check(phone: str) -> list[Finding]:
    """What is to be said of a number in E.164; nothing where it is empty."""
    if not phone:
        return []
    number = phonenumbers.parse(phone)
    if number.country_code != _INDONESIA:
        words = _("This is not an Indonesian number. Write one that begins with 08 or +62.")
        return [findings.error("phone", "foreign_phone", words)]
    if config.current().sends_sms and phonenumbers.number_type(number) not in _MOBILE:
        words = _(
            "This is a landline: short messages do not arrive there, and if an e-mail gets lost we cannot "
            "reach you. Better write a mobile number, which begins with 08."
        )
        return [findings.warning("phone", "landline", words)]
    return []
