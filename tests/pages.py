"""Which tests are about pages, forms and words, and so need no second PostgreSQL every day.

What can differ from one version of PostgreSQL to another is SQL of our own: migrations, functions,
partitions, constraints, roles, locks, roll-ups, jobs, backups and what the gate does. Tests of that run on
both versions. The files named here ask what Django writes by itself, or what another test asks on both: some
of them kill whole programs, or send them whatever one can think of, which takes long.
"""

from pathlib import Path

TESTS = Path(__file__).resolve().parent

_NAMES = """
    accounts/test_access.py
    accounts/test_activation.py
    accounts/test_activation_page.py
    accounts/test_acts.py
    accounts/test_forgotten_password.py
    accounts/test_own_account.py
    accounts/test_signing_in.py
    audit/test_words.py
    cli/test_trouble.py
    cli/test_verify.py
    fhir/test_bundles.py
    fhir/test_clients.py
    fhir/test_sending.py
    fhir/test_waiting.py
    gate/test_description.py
    gate/test_hostile_input.py
    gate/test_server.py
    mail/test_admin.py
    mail/test_delivery.py
    mail/test_history.py
    mail/test_intake.py
    mail/test_opened.py
    mail/test_outbox.py
    mail/test_providers.py
    mail/test_sending.py
    mail/test_survival.py
    oversight/test_compliance_files.py
    oversight/test_compliance_pages.py
    oversight/test_place_pages.py
    oversight/test_ranking.py
    oversight/test_region_pages.py
    oversight/coverage/test_pages.py
    oversight/exports/test_weekly.py
    oversight/open_data/test_open_data.py
    partners/test_api.py
    partners/test_at_the_door.py
    partners/test_linking.py
    partners/test_operating.py
    partners/test_retention.py
    partners/test_rights.py
    partners/test_webhooks.py
    people/test_own_pages.py
    people/test_paper_passes.py
    people/test_sign_in.py
    people/certificates/test_adding.py
    regions/test_outlines.py
    registration/test_applying.py
    registration/test_confirming.py
    registration/test_coordinator.py
    registration/test_following.py
    registration/test_funnel.py
    registration/test_import.py
    registration/test_review_application.py
    registration/test_review_queue.py
    registration/test_review_together.py
    registration/test_survival.py
    registration/checks/test_look.py
    registration/checks/test_positions.py
    rights/test_copy.py
    rights/test_erasing.py
    scanning/test_desk.py
    tracing/test_cases.py
    tracing/test_notices.py
    tracing/test_pages.py
    tracing/test_records.py
    venues/test_acts.py
    venues/test_importing_offices.py
    venues/test_pic_people.py
    venues/test_pic_venue.py
    venues/test_places.py
    venues/test_screens.py
    visits/test_pages_door.py
    visits/test_pages_gate.py
    visits/test_pages_result.py
    web/test_errors.py
    web/test_home.py
"""
ABOUT_PAGES = frozenset(TESTS / name for name in _NAMES.split())
