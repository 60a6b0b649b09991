-- What TimescaleDB's own jobs do for raw readings.  Set before: vrm.keep_s, the
-- seconds they are kept at least, -1 for ever.
--
-- Retention two days behind that of vrm-store maintain, which works by whole
-- local days and sees to hours, days and the horizon first: it only catches
-- what nobody saw to.  Compression only where readings are kept for more than
-- 30 days, and only of days to which hardly a late reading comes any more.
--
-- Jobs are the table's owner's to make: for everybody else nothing is done.
-- The Apache edition has none, which vrm.has_jobs, 1 before, tells as 0.
DO $$
DECLARE
	home	text := (SELECT quote_ident(n.nspname)
		    FROM pg_extension e JOIN pg_namespace n
		    ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb');
	readings CONSTANT regclass := 'victron.battery_readings';
	keep	CONSTANT interval := justify_hours(make_interval(
		    secs => nullif(current_setting('vrm.keep_s'), '-1')::bigint));
	lag	CONSTANT interval := '2 days';
	settled	CONSTANT interval := '35 days';
	compress CONSTANT boolean := keep IS NULL OR keep > '30 days';
	old	interval;
	known	boolean;
BEGIN
	SELECT h.compression_enabled INTO known
	FROM timescaledb_information.hypertables h
	JOIN pg_class c ON c.oid = readings
	WHERE h.hypertable_schema = 'victron'
	AND h.hypertable_name = 'battery_readings'
	AND pg_has_role(c.relowner, 'USAGE');
	IF NOT FOUND THEN
		RETURN;
	END IF;

	SELECT (config ->> 'drop_after')::interval INTO old
	FROM timescaledb_information.jobs
	WHERE proc_name = 'policy_retention' AND hypertable_schema = 'victron'
	AND hypertable_name = 'battery_readings';
	IF old IS NOT NULL AND old IS DISTINCT FROM keep + lag THEN
		EXECUTE format('SELECT %s.remove_retention_policy($1, '
		    'if_exists => true)', home) USING readings;
		old := NULL;
	END IF;
	IF old IS NULL AND keep IS NOT NULL THEN
		EXECUTE format('SELECT %s.add_retention_policy($1, '
		    'drop_after => $2, if_not_exists => true)', home)
		    USING readings, keep + lag;
	END IF;

	IF compress AND NOT known THEN
		ALTER TABLE victron.battery_readings SET (timescaledb.compress,
		    timescaledb.compress_segmentby =
		    'installation_id, battery, source',
		    timescaledb.compress_orderby = 'timestamp');
	END IF;
	IF compress THEN
		EXECUTE format('SELECT %s.add_compression_policy($1, '
		    'compress_after => $2, if_not_exists => true)', home)
		    USING readings, settled;
	ELSIF known THEN
		EXECUTE format('SELECT %s.remove_compression_policy($1, '
		    'if_exists => true)', home) USING readings;
	END IF;
EXCEPTION
	WHEN feature_not_supported OR undefined_function THEN
		PERFORM set_config('vrm.has_jobs', '0', true);
END
$$;
