-- Visits that came, or changed, after their hour: whoever counts hours counts those again. Nothing waits for a
-- mark and no mark is missed: each visit has its own, and an old mark that is set again is locked until we commit.

CREATE OR REPLACE FUNCTION gapura_mark_late(ids uuid[], venue_ids uuid[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO visits_latevisit (id, venue_id)
    SELECT a.id, a.venue_id FROM unnest(ids, venue_ids) a (id, venue_id) ORDER BY 1, 2
    ON CONFLICT (id, venue_id) DO UPDATE SET marked_at = statement_timestamp()
$$;
COMMENT ON FUNCTION gapura_mark_late(uuid[], uuid[]) IS
    'Note visits that were written or changed after their hour, each named once, in the transaction that did it.';
