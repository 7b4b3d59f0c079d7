-- What the gate asks about officers' devices, and what it writes down of their acts.

CREATE OR REPLACE FUNCTION gapura_scanners(ids bigint[])
RETURNS TABLE (id bigint, venue_id uuid, number integer, desk boolean, officers integer[], keepers integer[], ends bigint[])
LANGUAGE sql STABLE AS $$
    SELECT s.id, s.venue_id, n.number, s.desk,
           coalesce(array_agg(k.user_id) FILTER (WHERE k.id IS NOT NULL AND (e.until IS NULL OR e.until > statement_timestamp())), '{}')::integer[],
           coalesce(array_agg(k.user_id ORDER BY k.user_id) FILTER (WHERE k.id IS NOT NULL), '{}')::integer[],
           coalesce(array_agg((extract(epoch FROM e.until) * 1000)::bigint ORDER BY k.user_id) FILTER (WHERE k.id IS NOT NULL), '{}')::bigint[]
    FROM scanning_scanner s
    JOIN venues_number n ON n.venue_id = s.venue_id AND n.withdrawn_at IS NULL
    LEFT JOIN scanning_keeper k ON k.scanner_id = s.id
    LEFT JOIN venues_post p ON p.user_id = k.user_id AND p.venue_id = s.venue_id
    -- Whoever has no post, and nobody noted since when, never had one for all that is known.
    CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NULL THEN coalesce(k.ended_at, k.since)
                                    ELSE least(p.until, k.ended_at) END AS until) e
    WHERE s.id = ANY (ids) AND s.revoked_at IS NULL AND s.expires_at > statement_timestamp()
    GROUP BY s.id, s.venue_id, n.number, s.desk
$$;
COMMENT ON FUNCTION gapura_scanners(bigint[]) IS
    'Officers'' devices that may act: their venue, its number in use, whether it is the portal''s own, the officers of it who have a post there now, and all who ever had, with the end of each (milliseconds; none while there).';

CREATE OR REPLACE FUNCTION gapura_pass_owners(numbers bigint[])
RETURNS TABLE (number bigint, person_id uuid, withdrawn_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT p.number, p.person_id, p.withdrawn_at FROM people_pass p WHERE p.number = ANY (numbers)
$$;
COMMENT ON FUNCTION gapura_pass_owners(bigint[]) IS 'Whose passes these numbers name, and when each was withdrawn.';

CREATE OR REPLACE FUNCTION gapura_scanned(
    ids uuid[], days date[], venue_ids uuid[], scanner_ids bigint[], user_ids integer[], kinds varchar[],
    visit_ids uuid[], decisions varchar[], colours varchar[], whys varchar[], people smallint[],
    verified boolean[], late boolean[], differs boolean[], overs smallint[], times timestamptz[])
RETURNS integer
LANGUAGE sql AS $$
    WITH written AS (
        INSERT INTO scanning_scan (id, day, venue_id, scanner_id, user_id, kind, visit_id, decision, colour, why,
                                   people, verified, late, differs, over, at)
        SELECT * FROM unnest(ids, days, venue_ids, scanner_ids, user_ids, kinds, visit_ids, decisions, colours,
                             whys, people, verified, late, differs, overs, times)
        ON CONFLICT DO NOTHING
        RETURNING 1)
    SELECT count(*)::integer FROM written
$$;
COMMENT ON FUNCTION gapura_scanned IS 'Write down what officers did; repeating it changes nothing.';
