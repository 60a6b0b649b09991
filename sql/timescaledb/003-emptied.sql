-- Where no job does it: chunks that vrm-store maintain has emptied go, lest
-- there be one more each day for ever.  Empty is what counts; two days behind
-- the newest horizon hardly anybody looks.  One that is in use may go another
-- time, and a hundred at once are enough: each is locked until the transaction
-- ends.
DO $$
DECLARE
	home	text := (SELECT quote_ident(n.nspname)
		    FROM pg_extension e JOIN pg_namespace n
		    ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb');
	readings CONSTANT regclass := 'victron.battery_readings';
	lag	CONSTANT interval := '2 days';
	one	record;
	ask	text;
	is_full	boolean;
	tried	integer := 0;
BEGIN
	FOR one IN SELECT format('%I.%I', chunk_schema, chunk_name) AS name,
	    range_start, range_end
	    FROM timescaledb_information.chunks
	    WHERE hypertable_schema = 'victron'
	    AND hypertable_name = 'battery_readings'
	    AND range_end <= (SELECT max(horizon)
	    FROM victron.battery_horizon) - lag
	    ORDER BY range_start
	LOOP
		ask := format('SELECT EXISTS (SELECT 1 FROM %s)', one.name);
		EXECUTE ask INTO is_full;
		CONTINUE WHEN is_full;
		tried := tried + 1;
		EXIT WHEN tried > 100;
		BEGIN
			EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE '
			    'NOWAIT', one.name);
			EXECUTE ask INTO is_full;
			IF NOT is_full THEN
				EXECUTE format('SELECT %s.drop_chunks($1, '
				    'older_than => $2, newer_than => $3)', home)
				    USING readings, one.range_end,
				    one.range_start;
			END IF;
		EXCEPTION
			WHEN lock_not_available OR undefined_table THEN
				NULL;	-- in use, or gone by now
		END;
	END LOOP;
END
$$;
