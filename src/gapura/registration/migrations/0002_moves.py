"""The database itself refuses a change of state that no act makes."""

from django.db import migrations

PAIRS = (
    ("submitted", "in_review"),
    ("in_review", "submitted"),
    ("in_review", "question"),
    ("question", "submitted"),
    ("in_review", "approved"),
    ("in_review", "declined"),
    ("approved", "activated"),
    ("activated", "confirmed"),
    ("activated", "withdrawn"),
    ("approved", "withdrawn"),
    ("in_review", "withdrawn"),
    ("question", "withdrawn"),
    ("submitted", "withdrawn"),
    ("activated", "replaced"),
    ("approved", "replaced"),
    ("in_review", "replaced"),
    ("question", "replaced"),
    ("submitted", "replaced"),
)
GUARD = f"""
CREATE FUNCTION registration_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'submitted' THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND (OLD.state, NEW.state) IN ({", ".join(str(pair) for pair in PAIRS)}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an application does not become %', NEW.state USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER registration_move_on_insert BEFORE INSERT ON registration_application
    FOR EACH ROW EXECUTE FUNCTION registration_check_move();
CREATE TRIGGER registration_move_on_update BEFORE UPDATE OF state ON registration_application
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION registration_check_move();
"""


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial")]

    operations = [
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER registration_move_on_insert ON registration_application;"
            " DROP TRIGGER registration_move_on_update ON registration_application;"
            " DROP FUNCTION registration_check_move()",
        )
    ]
