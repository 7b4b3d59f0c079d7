-- The read model of venues: what the gate must know of a place.

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
                                                         'withdrawn', d.withdrawn_at IS NOT NULL,
                                                         'screen_only', d.screen_only) ORDER BY d.number)
                     FROM venues_door d WHERE d.venue_id = w.id), '[]')
    FROM wanted w JOIN ruled ON ruled.number = w.number
$$;
COMMENT ON FUNCTION gapura_venues(integer[]) IS
    'The read model of venues by the numbers their codes carry: place, terms, doors, and the nearest region''s PPKM level and pinned rule set.';
