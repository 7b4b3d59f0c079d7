-- What the gate must know before it decides. Plans are made once and always walk the keys: a day's first
-- partition is empty and unanalysed when its plan is made, and full when the plan is used.

CREATE OR REPLACE FUNCTION gapura_facts(person_ids uuid[], device_ids bigint[])
RETURNS TABLE (place integer, evidence text, visit_id uuid, venue_id uuid, live boolean)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT a.place::integer, s.evidence::text, s.visit_id, s.venue_id, EXISTS (
        SELECT FROM people_device d
        WHERE d.person_id = s.person_id AND d.id = a.device_id
          AND d.revoked_at IS NULL AND d.expires_at > statement_timestamp())
    FROM unnest(person_ids, device_ids) WITH ORDINALITY a (person_id, device_id, place)
    JOIN people_standing s ON s.person_id = a.person_id
    ORDER BY s.person_id
    FOR NO KEY UPDATE OF s;
END $$;
COMMENT ON FUNCTION gapura_facts(uuid[], bigint[]) IS
    'Lock the standing rows of people, in id order, and return evidence, open visit and whether the device is signed in. No row: unknown person.';

CREATE OR REPLACE FUNCTION gapura_lock_venues(venue_ids uuid[])
RETURNS TABLE (venue_id uuid, inside integer)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off
AS $$
#variable_conflict use_column
DECLARE
    found_rows integer;
BEGIN
    RETURN QUERY
    SELECT o.venue_id, o.inside FROM visits_occupancy o
    WHERE o.venue_id = ANY (venue_ids) ORDER BY o.venue_id FOR NO KEY UPDATE;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    IF found_rows < cardinality(venue_ids) THEN
        RAISE EXCEPTION 'a venue has no occupancy row' USING ERRCODE = 'GP002';
    END IF;
END $$;
COMMENT ON FUNCTION gapura_lock_venues(uuid[]) IS
    'Lock the occupancy rows of different venues, in id order, and return how many people are inside. Raises GP002 where gapura_open_venues has yet to make a row.';

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
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off
AS $$
DECLARE
    first_day date;
    last_day date;
BEGIN
    SELECT min(d), max(d) INTO first_day, last_day FROM unnest(days) d;
    RETURN QUERY
    SELECT v.* FROM unnest(ids) a (id)
    -- The range prunes partitions once; the offset keeps it from being read as a range of rows.
    CROSS JOIN LATERAL (
        SELECT * FROM visits_visit v WHERE v.id = a.id AND v.day BETWEEN first_day AND last_day OFFSET 0) v;
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

CREATE OR REPLACE FUNCTION gapura_venues(numbers integer[])
RETURNS TABLE (
    number integer, venue_id uuid, name text, category text, sector text, region text, time_zone text,
    capacity integer, stay_limit integer, withdrawn boolean, ppkm_level integer, ruleset text, doors jsonb)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE wanted AS (
        SELECT n.number, n.withdrawn_at, v.*
        FROM venues_number n JOIN venues_venue v ON v.id = n.venue_id WHERE n.number = ANY (numbers)
    ), upwards AS (
        SELECT w.number, r.code, r.parent_id, r.ppkm_level, 0 AS height
        FROM wanted w JOIN regions_region r ON r.code = w.region_id
        UNION ALL
        SELECT u.number, r.code, r.parent_id, r.ppkm_level, u.height + 1
        FROM upwards u JOIN regions_region r ON r.code = u.parent_id WHERE u.height < 10
    ), ruled AS (
        SELECT u.number,
               (array_agg(u.ppkm_level ORDER BY u.height) FILTER (WHERE u.ppkm_level IS NOT NULL))[1] AS ppkm_level,
               (array_agg(p.ruleset ORDER BY u.height) FILTER (WHERE p.ruleset IS NOT NULL))[1] AS ruleset
        FROM upwards u LEFT JOIN rulesets_pin p ON p.region_id = u.code AND p.ended_at IS NULL
        GROUP BY u.number
    )
    SELECT w.number, w.id, w.name, w.category, w.sector, w.region_id, w.time_zone, w.capacity,
           w.stay_limit,
           w.withdrawn_at IS NOT NULL OR w.state = 'withdrawn',
           ruled.ppkm_level, ruled.ruleset,
           coalesce((SELECT jsonb_agg(jsonb_build_object('number', d.number, 'name', d.name,
                                                         'withdrawn', d.withdrawn_at IS NOT NULL) ORDER BY d.number)
                     FROM venues_door d WHERE d.venue_id = w.id), '[]')
    FROM wanted w JOIN ruled ON ruled.number = w.number
$$;
COMMENT ON FUNCTION gapura_venues(integer[]) IS
    'The read model of venues by the numbers their codes carry: place, terms, doors, and the nearest region''s PPKM level and pinned rule set.';
