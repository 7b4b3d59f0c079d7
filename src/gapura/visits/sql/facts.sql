-- What the gate must know before it decides. Its sessions make plans once and always walk the keys
-- (`gate/store.py`, SETTINGS): a day's first partition is empty and unanalysed when its plan is made, and
-- full when the plan is used. Settings of a function itself would cost as much as its work.

CREATE OR REPLACE FUNCTION gapura_facts(
    person_ids uuid[], device_ids bigint[], venue_ids uuid[], ids uuid[], first_day date, last_day date)
RETURNS TABLE (place integer, evidence text, visit_id uuid, venue_id uuid, live boolean, inside integer)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH people AS MATERIALIZED (
        SELECT a.place, s.evidence::text, s.visit_id, s.venue_id, EXISTS (
            SELECT FROM people_device d
            WHERE d.person_id = s.person_id AND d.id = a.device_id
              AND d.revoked_at IS NULL AND d.expires_at > statement_timestamp()) AS live
        FROM (SELECT unnest(person_ids) AS person_id, unnest(device_ids) AS device_id,
                     generate_subscripts(person_ids, 1) AS place) a
        JOIN people_standing s ON s.person_id = a.person_id
        ORDER BY s.person_id
        FOR NO KEY UPDATE OF s
    ), venues AS MATERIALIZED (
        SELECT o.venue_id, o.inside FROM visits_occupancy o
        WHERE o.venue_id = ANY (venue_ids || ARRAY(SELECT p.venue_id FROM people p WHERE p.venue_id IS NOT NULL))
        ORDER BY o.venue_id
        FOR NO KEY UPDATE
    )
    SELECT p.place, p.evidence, p.visit_id, p.venue_id, p.live, NULL::integer FROM people p
    UNION ALL
    SELECT NULL, NULL, NULL, v.venue_id, NULL, v.inside FROM venues v;
    -- A snapshot of its own, taken when the people are locked: a repeat always finds the first answer.
    RETURN QUERY
    SELECT NULL::integer, NULL::text, v.id, NULL::uuid, NULL::boolean, NULL::integer
    FROM visits_visit v WHERE v.id = ANY (ids) AND v.day BETWEEN first_day AND last_day;
END $$;
COMMENT ON FUNCTION gapura_facts(uuid[], bigint[], uuid[], uuid[], date, date) IS
    'Lock the standing rows of people, in id order, then the occupancy of venues and of wherever these people stand, in id order. Returns by a person''s place in the array evidence, open visit and whether the device is signed in; people inside by venue; then, of the ids, those that visits of these UTC days have. No row: unknown person; a venue whose row gapura_open_venues has yet to make.';

CREATE OR REPLACE FUNCTION gapura_open_venues(venue_ids uuid[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO visits_occupancy (venue_id, inside)
    SELECT DISTINCT a.venue_id, 0 FROM unnest(venue_ids) a (venue_id)
    ORDER BY 1 ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION gapura_open_venues(uuid[]) IS 'Give new venues their occupancy row; repeating it changes nothing.';

CREATE OR REPLACE FUNCTION gapura_visits(ids uuid[], days date[])
RETURNS SETOF visits_visit
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    first_day date;
    last_day date;
BEGIN
    SELECT min(d), max(d) INTO first_day, last_day FROM unnest(days) d;
    RETURN QUERY SELECT * FROM visits_visit v WHERE v.id = ANY (ids) AND v.day BETWEEN first_day AND last_day;
END $$;
COMMENT ON FUNCTION gapura_visits(uuid[], date[]) IS
    'The visits with these ids; day is the UTC date of each id''s own time.';

CREATE OR REPLACE FUNCTION gapura_history(
    person uuid, after_id uuid DEFAULT '00000000-0000-0000-0000-000000000000',
    before_id uuid DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff', at_most integer DEFAULT 1000)
RETURNS SETOF visits_visit
LANGUAGE sql STABLE AS $$
    SELECT * FROM visits_visit v
    WHERE v.person_id = person AND v.id >= after_id AND v.id <= before_id
    ORDER BY v.id DESC LIMIT at_most
$$;
COMMENT ON FUNCTION gapura_history(uuid, uuid, uuid, integer) IS
    'One person''s visits, newest first, between two ids, both included.';

CREATE OR REPLACE FUNCTION gapura_totals(one_day date)
RETURNS TABLE (venue_id uuid, decision varchar, colour varchar, check_ins bigint, people bigint, still_open bigint)
LANGUAGE sql STABLE AS $$
    SELECT v.venue_id, v.decision, v.colour, count(*), sum(1 + v.companions),
           count(*) FILTER (WHERE v.decision = 'admit' AND v.left_at IS NULL)
    FROM visits_visit v WHERE v.day = one_day
    GROUP BY v.venue_id, v.decision, v.colour
$$;
COMMENT ON FUNCTION gapura_totals(date) IS 'Check-ins and people of one UTC day by venue, decision and colour.';
