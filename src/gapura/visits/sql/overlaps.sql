-- Who was inside a venue while one person was. Read by people who trace, never by the gate: it locks nothing,
-- and asks a closed day by (venue_id, checked_in_at). A day that goes on has no such index, because each
-- check-in would pay for it: there the key's own order of time bounds what is read to the visits, of every
-- venue, that began no longer before than anybody may stay.

CREATE OR REPLACE FUNCTION gapura_first_id(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
COMMENT ON FUNCTION gapura_first_id(timestamptz) IS
    'The lowest id of a moment: UUIDv7 of that millisecond or later are not lower.';

CREATE OR REPLACE FUNCTION gapura_overlaps(
    venue uuid, person uuid, from_at timestamptz, until_at timestamptz, at_least integer, at_most integer)
RETURNS TABLE (person_id uuid, since timestamptz, until timestamptz, minutes integer, companions integer)
LANGUAGE plpgsql STABLE
-- A plan for these very times: by the venue where there is that index, by the time of ids elsewhere.
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    -- No visit is longer, and an id's time is that near to the visit's own (gate/upkeep.py, MOST_SKEW).
    longest CONSTANT interval := '1 day';
    skew CONSTANT interval := '15 minutes';
    low uuid := gapura_first_id(from_at - longest - skew);
    high uuid := gapura_first_id(until_at + skew);
    own record;
    others record;
    people uuid[] := '{}';
    sinces timestamptz[] := '{}';
    untils timestamptz[] := '{}';
    parties integer[] := '{}';
BEGIN
    FOR own IN
        SELECT greatest(v.checked_in_at, from_at) AS since, least(v.left_at, v.limit_at, until_at) AS until
        FROM visits_visit v
        WHERE v.person_id = person AND v.id BETWEEN low AND high
          AND v.day BETWEEN gapura_day_of(low) AND gapura_day_of(high)
          AND v.venue_id = venue AND v.decision = 'admit'
    LOOP
        CONTINUE WHEN own.since >= own.until;
        low := gapura_first_id(own.since - longest - skew);
        high := gapura_first_id(own.until + skew);
        SELECT array_agg(v.person_id) AS people, array_agg(greatest(v.checked_in_at, own.since)) AS sinces,
               array_agg(least(v.left_at, v.limit_at, own.until)) AS untils,
               array_agg(v.companions::integer) AS parties
        INTO others
        FROM visits_visit v
        WHERE v.venue_id = venue AND v.checked_in_at BETWEEN own.since - longest AND own.until
          AND v.id BETWEEN low AND high AND v.day BETWEEN gapura_day_of(low) AND gapura_day_of(high)
          AND v.decision = 'admit' AND v.person_id <> person
          AND greatest(v.checked_in_at, own.since) < least(v.left_at, v.limit_at, own.until);
        people := people || others.people;
        sinces := sinces || others.sinces;
        untils := untils || others.untils;
        parties := parties || others.parties;
    END LOOP;
    RETURN QUERY
    SELECT m.person, min(m.since), max(m.until),
           floor(extract(epoch FROM sum(m.until - m.since)) / 60)::integer, max(m.party)
    FROM unnest(people, sinces, untils, parties) m (person, since, until, party)
    GROUP BY m.person
    HAVING sum(m.until - m.since) >= make_interval(mins => at_least)
    ORDER BY m.person
    LIMIT at_most;
END $$;
COMMENT ON FUNCTION gapura_overlaps(uuid, uuid, timestamptz, timestamptz, integer, integer) IS
    'Everybody who was inside a venue, between two moments, for so many minutes in all together with one person: from when until when, how long, with how many companions at most. A visit that nobody ended lasts until its limit.';
