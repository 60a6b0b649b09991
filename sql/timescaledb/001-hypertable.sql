-- Raw readings in chunks of a day: what has been kept long enough goes by the
-- file.  A table that holds readings already keeps them.  Without a further
-- index: all reads go by the key.
--
-- The functions are in whatever schema the extension is.
SET LOCAL statement_timeout = 0;
DO $$
DECLARE
	home	text := (SELECT quote_ident(n.nspname)
		    FROM pg_extension e JOIN pg_namespace n
		    ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb');
BEGIN
	EXECUTE format('SELECT %1$s.create_hypertable('
	    '''victron.battery_readings''::regclass, '
	    '%1$s.by_range(''timestamp'', INTERVAL ''1 day''), '
	    'create_default_indexes => false, if_not_exists => true, '
	    'migrate_data => true)', home);
END
$$;
