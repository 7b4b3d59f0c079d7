-- What gates do besides answering, shared out among them: sweeping, and a line about each minute.

CREATE OR REPLACE FUNCTION gapura_claim_sweep(sweep text, at timestamptz, pause interval)
RETURNS TABLE (swept_until timestamptz, stays integer[])
LANGUAGE sql AS $$
    UPDATE visits_sweep s SET claimed_at = at
    -- A claim of the future was made by a clock that has been put right since.
    WHERE s.name = sweep AND (s.claimed_at <= at - pause OR s.claimed_at > at + interval '1 minute')
    RETURNING s.swept_until, (
        -- From each limit to the next by the index: venues are many, limits few.
        WITH RECURSIVE limits (stay) AS (
            SELECT min(v.stay_limit) FROM venues_venue v
            UNION ALL
            SELECT (SELECT min(v.stay_limit) FROM venues_venue v WHERE v.stay_limit > l.stay)
            FROM limits l WHERE l.stay IS NOT NULL)
        SELECT array_agg(l.stay) FROM limits l WHERE l.stay IS NOT NULL)
$$;
COMMENT ON FUNCTION gapura_claim_sweep(text, timestamptz, interval) IS
    'Take a sweep that nobody took for a while: the moment until which it was done, and the stay limits of all venues in minutes. No row: another gate is at it.';

CREATE OR REPLACE FUNCTION gapura_swept(sweep text, until timestamptz) RETURNS void
LANGUAGE sql AS $$
    UPDATE visits_sweep s SET swept_until = until WHERE s.name = sweep AND s.swept_until < until
$$;
COMMENT ON FUNCTION gapura_swept(text, timestamptz) IS 'A sweep was done until this moment.';

CREATE OR REPLACE FUNCTION gapura_note_minute(gate_name text, one_minute timestamptz, what_happened jsonb)
RETURNS void
LANGUAGE sql AS $$
    DELETE FROM visits_gateminute m WHERE m.minute < one_minute - interval '2 days';
    INSERT INTO visits_gateminute (gate, minute, figures) VALUES (gate_name, one_minute, what_happened)
    ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION gapura_note_minute(text, timestamptz, jsonb) IS
    'Keep what one gate did in a minute, for two days.';
