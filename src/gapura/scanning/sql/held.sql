-- Where the gate puts late news of officers who have left, until the person in charge has decided.

CREATE OR REPLACE FUNCTION gapura_held_back(
    ids uuid[], venue_ids uuid[], scanner_ids bigint[], user_ids integer[], kinds varchar[], saids varchar[],
    people smallint[], times timestamptz[], boxes text[])
RETURNS integer
LANGUAGE sql AS $$
    WITH written AS (
        INSERT INTO scanning_held (id, venue_id, scanner_id, user_id, kind, said, people, at, box)
        SELECT * FROM unnest(ids, venue_ids, scanner_ids, user_ids, kinds, saids, people, times, boxes)
        ON CONFLICT DO NOTHING
        RETURNING 1)
    SELECT count(*)::integer FROM written
$$;
COMMENT ON FUNCTION gapura_held_back IS 'Put late news of officers who have left aside; repeating it changes nothing.';
