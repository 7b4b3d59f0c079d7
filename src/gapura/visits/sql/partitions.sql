-- Days of visits: made ahead, dropped whole, nothing in between.

CREATE OR REPLACE FUNCTION gapura_make_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    made integer := 0;
    one_day date;
    name text;
BEGIN
    -- Two gates may start at once; attaching takes no lock that a check-in waits for.
    LOCK TABLE visits_visit IN SHARE UPDATE EXCLUSIVE MODE;
    FOR one_day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
        name := 'visits_visit_' || to_char(one_day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        -- Room is left on each page, so that a check-out stays on it and touches no index.
        EXECUTE format('CREATE TABLE %I (LIKE visits_visit INCLUDING ALL) WITH (fillfactor = 80)', name);
        EXECUTE format('ALTER TABLE visits_visit ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       name, one_day, one_day + 1);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION gapura_make_partitions(date, date) IS
    'Make the missing day partitions of visits, both days included; returns how many were made.';

CREATE OR REPLACE FUNCTION gapura_partitions() RETURNS TABLE (day date, name text)
LANGUAGE sql STABLE AS $$
    SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([0-9-]+)')::date, c.relname::text
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'visits_visit'::regclass
    ORDER BY 1
$$;
COMMENT ON FUNCTION gapura_partitions() IS 'The days of visits that have a partition, oldest first.';

CREATE OR REPLACE FUNCTION gapura_drop_partitions(before date, dry_run boolean DEFAULT false)
RETURNS TABLE (day date, visits bigint)
LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE
    old record;
    open_visits bigint;
BEGIN
    -- All are counted before the first goes: a drop locks visits as a whole, and check-ins wait until the end.
    FOR old IN SELECT p.day, p.name FROM gapura_partitions() p WHERE p.day < before LOOP
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE decision = ''admit'' AND left_at IS NULL) FROM %I',
                       old.name) INTO visits, open_visits;
        IF open_visits > 0 THEN
            RAISE EXCEPTION '% visits of % are still open', open_visits, old.day
                USING HINT = 'close overdue visits first', ERRCODE = 'object_in_use';
        END IF;
        day := old.day;
        RETURN NEXT;
    END LOOP;
    FOR old IN SELECT p.name FROM gapura_partitions() p WHERE p.day < before AND NOT dry_run LOOP
        EXECUTE format('DROP TABLE %I', old.name);
    END LOOP;
END $$;
COMMENT ON FUNCTION gapura_drop_partitions(date, boolean) IS
    'Drop the days before one; returns each with the number of its visits. Refuses a day with an open visit.';

CREATE OR REPLACE FUNCTION gapura_close_day(before date) RETURNS date
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    closed record;
BEGIN
    -- Late items of such a day wait while its index is built; one day a call keeps that short.
    -- What is asked of a day's table by its name must not be asked of every relation there is.
    WITH p AS MATERIALIZED (SELECT * FROM gapura_partitions())
    SELECT p.day, p.name INTO closed FROM p
    WHERE p.day < before AND to_regclass(p.name || '_venue') IS NULL
      AND pg_relation_size(p.name::regclass) > 0
    ORDER BY p.day LIMIT 1;
    IF closed.name IS NOT NULL THEN
        EXECUTE format('CREATE INDEX %I ON %I (venue_id, checked_in_at)', closed.name || '_venue', closed.name);
        EXECUTE format('ANALYZE %I', closed.name);
    END IF;
    RETURN closed.day;
END $$;
COMMENT ON FUNCTION gapura_close_day(date) IS
    'Give the oldest day before one that lacks it the index of a venue''s day, which would cost every check-in of a day that still goes on; returns that day, or nothing when none is left.';
