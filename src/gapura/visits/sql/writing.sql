-- What a batch writes, each call whole and safe to repeat. Callers hold the locks of gapura_facts. As in
-- facts.sql, the gate's sessions see to it that plans walk the keys. Arrays are unnested where rows are made of
-- them: in FROM each would be put aside whole first, at a fifth of what a check-in that is alone costs.

CREATE OR REPLACE FUNCTION gapura_check_in(
    ids uuid[], days date[], venue_ids uuid[], person_ids uuid[], numbers integer[], doors smallint[],
    companions smallint[], colours varchar[], decisions varchar[], rulesets varchar[], reasons varchar[],
    occupancies integer[], capacities integer[], times timestamptz[], limits timestamptz[],
    left_times timestamptz[], left_bys varchar[], left_occupancies integer[], offline boolean[])
RETURNS integer
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    written integer;
BEGIN
    -- Asked here: constraints of the table would be made ready anew for every batch, at a tenth of its cost.
    IF NOT (0 <= ALL (companions) AND colours <@ '{green,yellow,red,black}'::varchar[]
            AND decisions <@ '{admit,verify,refuse,full}'::varchar[]
            AND coalesce(array_remove(left_bys, NULL), '{}') <@ '{visitor,officer,elsewhere,limit}'::varchar[]) THEN
        RAISE check_violation USING MESSAGE = 'no visit has such companions, colour, decision or end';
    END IF;
    INSERT INTO visits_visit (
        id, day, venue_id, person_id, number, door, companions, colour, decision, ruleset, reasons,
        occupancy, capacity, checked_in_at, limit_at, offline, left_at, left_by, left_occupancy)
    SELECT a.id, a.day, a.venue_id, a.person_id, a.number, a.door, a.companions, a.colour, a.decision, a.ruleset,
           a.reasons, a.occupancy, a.capacity, a.at, a.until, coalesce(a.late, false), a.left_at, a.left_by, a.left_occupancy
    FROM (SELECT unnest(ids) AS id, unnest(days) AS day, unnest(venue_ids) AS venue_id, unnest(person_ids) AS person_id,
                 unnest(numbers) AS number, unnest(doors) AS door, unnest(companions) AS companions,
                 unnest(colours) AS colour, unnest(decisions) AS decision, unnest(rulesets) AS ruleset,
                 unnest(reasons) AS reasons, unnest(occupancies) AS occupancy, unnest(capacities) AS capacity,
                 unnest(times) AS at, unnest(limits) AS until, unnest(offline) AS late, unnest(left_times) AS left_at,
                 unnest(left_bys) AS left_by, unnest(left_occupancies) AS left_occupancy) a;
    GET DIAGNOSTICS written = ROW_COUNT;
    UPDATE people_standing s SET visit_id = a.id, venue_id = a.venue_id
    FROM (SELECT unnest(ids) AS id, unnest(venue_ids) AS venue_id, unnest(person_ids) AS person_id,
                 unnest(decisions) AS decision, unnest(left_times) AS left_at) a
    WHERE a.decision = 'admit' AND a.left_at IS NULL AND s.person_id = a.person_id;
    UPDATE visits_occupancy o SET inside = o.inside + f.people, changed_at = statement_timestamp()
    FROM (SELECT a.venue_id, sum(1 + a.companions)::integer AS people
          FROM (SELECT unnest(venue_ids) AS venue_id, unnest(companions) AS companions,
                       unnest(decisions) AS decision, unnest(left_times) AS left_at) a
          WHERE a.decision = 'admit' AND a.left_at IS NULL GROUP BY a.venue_id) f
    WHERE o.venue_id = f.venue_id;
    IF true = ANY (offline) THEN
        PERFORM gapura_mark_late(array_agg(a.id), array_agg(a.venue_id))
        FROM unnest(ids, venue_ids, offline) a (id, venue_id, late) WHERE a.late;
    END IF;
    RETURN written;
END $$;
COMMENT ON FUNCTION gapura_check_in IS
    'Write visits; whoever is inside now stands there and counts. The last four may be null: nobody has left yet, nothing is late. Raises unique_violation, and changes nothing, where an id was written before.';

CREATE OR REPLACE FUNCTION gapura_check_out(
    ids uuid[], days date[], venue_ids uuid[], left_times timestamptz[], left_bys varchar[], left_occupancies integer[])
RETURNS integer
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    closed_visits integer;
BEGIN
    IF NOT left_bys <@ '{visitor,officer,elsewhere,limit}'::varchar[] THEN
        RAISE check_violation USING MESSAGE = 'no visit has such an end';
    END IF;
    WITH closed AS (
        UPDATE visits_visit v
        SET left_at = a.left_at, left_by = a.left_by, left_occupancy = a.left_occupancy
        FROM (SELECT unnest(ids) AS id, unnest(days) AS day, unnest(venue_ids) AS venue_id,
                     unnest(left_times) AS left_at, unnest(left_bys) AS left_by,
                     unnest(left_occupancies) AS left_occupancy) a
        WHERE v.id = a.id AND v.day = a.day AND v.venue_id = a.venue_id
          AND v.decision = 'admit' AND v.left_at IS NULL
        RETURNING v.id, v.venue_id, v.person_id, v.companions
    ), stood AS (
        -- Whoever is inside elsewhere already stands there.
        UPDATE people_standing s SET visit_id = NULL, venue_id = NULL
        FROM closed c WHERE s.person_id = c.person_id AND s.visit_id = c.id
    ), emptied AS (
        -- A count that is too low, by whatever hand, keeps nobody from leaving; a recount finds it.
        UPDATE visits_occupancy o SET inside = greatest(o.inside - f.people, 0), changed_at = statement_timestamp()
        FROM (SELECT c.venue_id, sum(1 + c.companions)::integer AS people FROM closed c GROUP BY c.venue_id) f
        WHERE o.venue_id = f.venue_id
    )
    SELECT count(*) INTO closed_visits FROM closed;
    RETURN closed_visits;
END $$;
COMMENT ON FUNCTION gapura_check_out IS
    'Close open visits; returns how many were open. Repeating it changes nothing.';

CREATE OR REPLACE FUNCTION gapura_day_of(id uuid) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC')::date
$$;
COMMENT ON FUNCTION gapura_day_of(uuid) IS 'The UTC date that a UUIDv7 carries, which names its partition.';

CREATE OR REPLACE FUNCTION gapura_close_overdue(from_id uuid, to_id uuid, at timestamptz, at_most integer DEFAULT 2000)
RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off
AS $$
DECLARE
    overdue record;
    first_day date := gapura_day_of(from_id);
    last_day date := gapura_day_of(to_id);
BEGIN
    SELECT array_agg(v.id) AS ids, array_agg(v.person_id) AS people INTO overdue FROM (
        SELECT id, person_id FROM visits_visit
        WHERE id BETWEEN from_id AND to_id AND day BETWEEN first_day AND last_day
          AND decision = 'admit' AND left_at IS NULL AND limit_at <= at
        LIMIT at_most) v;
    IF overdue.ids IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM people_standing s WHERE s.person_id = ANY (overdue.people) ORDER BY s.person_id FOR NO KEY UPDATE;
    RETURN gapura_close_at_limit(overdue.ids, at);
END $$;
COMMENT ON FUNCTION gapura_close_overdue IS
    'Close visits whose stay limit has passed, of ids in a range; at most so many a call. Returns how many were found.';

CREATE OR REPLACE FUNCTION gapura_close_at_limit(visit_ids uuid[], at timestamptz) RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off
AS $$
DECLARE
    open_visits record;
BEGIN
    PERFORM FROM visits_occupancy o
    WHERE o.venue_id IN (SELECT v.venue_id FROM visits_visit v WHERE v.id = ANY (visit_ids))
    ORDER BY o.venue_id FOR NO KEY UPDATE;
    -- The people are locked now: what is still open stays so until we close it.
    SELECT array_agg(v.id) AS ids, array_agg(v.day) AS days, array_agg(v.venue_id) AS venue_ids,
           array_agg(v.limit_at) AS left_times, array_agg(v.remaining) AS remaining INTO open_visits
    FROM (SELECT v.id, v.day, v.venue_id, v.limit_at,
                 (o.inside - sum(1 + v.companions) OVER (PARTITION BY v.venue_id))::integer AS remaining
          FROM visits_visit v JOIN visits_occupancy o ON o.venue_id = v.venue_id
          WHERE v.id = ANY (visit_ids) AND v.decision = 'admit' AND v.left_at IS NULL AND v.limit_at <= at) v;
    IF open_visits.ids IS NULL THEN
        RETURN 0;
    END IF;
    RETURN gapura_check_out(open_visits.ids, open_visits.days, open_visits.venue_ids, open_visits.left_times,
                            array_fill('limit'::varchar, ARRAY[cardinality(open_visits.ids)]), open_visits.remaining);
END $$;
COMMENT ON FUNCTION gapura_close_at_limit IS
    'The second half of gapura_close_overdue: close these visits, whose people are locked.';

CREATE OR REPLACE FUNCTION gapura_recount() RETURNS TABLE (venue_id uuid, inside bigint, recounted bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(o.venue_id, v.venue_id), coalesce(o.inside, 0), coalesce(v.people, 0)
    FROM visits_occupancy o FULL JOIN (
        SELECT venue_id, sum(1 + companions) AS people FROM visits_visit
        WHERE decision = 'admit' AND left_at IS NULL GROUP BY venue_id) v ON v.venue_id = o.venue_id
$$;
COMMENT ON FUNCTION gapura_recount() IS 'Each venue''s kept occupancy beside a recount of its open admitted visits.';
