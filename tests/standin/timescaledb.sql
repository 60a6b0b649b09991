-- A stand-in for TimescaleDB's interface, for servers without it: functions of
-- the same names and arguments that check what they are given and remember it.
-- It makes no chunks of rows, and takes compression for enabled: its storage
-- parameters are unknown here.  For a superuser, in a new database of the
-- tests.
CREATE SCHEMA tsdb;
CREATE SCHEMA timescaledb_information;
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace,
    extrelocatable, extversion)
VALUES (16384, 'timescaledb', (SELECT oid FROM pg_roles WHERE rolname =
    current_user), 'tsdb'::regnamespace, false, 'stand-in');

CREATE TABLE timescaledb_information.hypertables (
    hypertable_schema name, hypertable_name name, compression_enabled boolean);
CREATE TABLE timescaledb_information.jobs (proc_name name, config jsonb,
    hypertable_schema name, hypertable_name name);
CREATE TABLE timescaledb_information.chunks (chunk_schema name,
    chunk_name name, hypertable_schema name, hypertable_name name,
    range_start timestamptz, range_end timestamptz);
CREATE TABLE tsdb.calls (n serial, said text);

CREATE TYPE tsdb.dimension AS (col name, step interval);
CREATE FUNCTION tsdb.by_range(column_name name,
    partition_interval anyelement DEFAULT NULL::bigint,
    partition_func regproc DEFAULT NULL) RETURNS tsdb.dimension
LANGUAGE sql AS 'SELECT ROW($1, $2::text::interval)::tsdb.dimension';

CREATE FUNCTION tsdb.create_hypertable(relation regclass,
    dimension tsdb.dimension, create_default_indexes boolean DEFAULT true,
    if_not_exists boolean DEFAULT false, migrate_data boolean DEFAULT false)
RETURNS TABLE (hypertable_id integer, created boolean)
LANGUAGE plpgsql AS $$
DECLARE
	is_full boolean;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a
	    ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
	    WHERE i.indrelid = relation AND i.indisunique
	    AND a.attname = dimension.col) THEN
		RAISE EXCEPTION 'cannot create a unique index without the '
		    'column "%" (used in partitioning)', dimension.col;
	END IF;
	EXECUTE format('SELECT EXISTS (SELECT FROM %s)', relation) INTO is_full;
	IF is_full AND NOT migrate_data THEN
		RAISE EXCEPTION 'table "%" is not empty', relation;
	END IF;
	INSERT INTO timescaledb_information.hypertables
	SELECT n.nspname, c.relname, true FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation;
	INSERT INTO tsdb.calls (said) VALUES (format('hypertable %s by %s of %s',
	    relation, dimension.col, dimension.step));
	RETURN QUERY SELECT 1, true;
END
$$;

CREATE FUNCTION tsdb.add_job(relation regclass, proc name, config jsonb,
    if_not_exists boolean) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	IF current_setting('tsdb.license', true) = 'apache' THEN
		RAISE EXCEPTION 'function is not supported under the current '
		    '"apache" license' USING ERRCODE = 'feature_not_supported';
	END IF;
	IF EXISTS (SELECT FROM timescaledb_information.jobs
	    WHERE proc_name = proc) THEN
		IF NOT if_not_exists THEN
			RAISE EXCEPTION 'policy already exists';
		END IF;
		RETURN -1;
	END IF;
	INSERT INTO timescaledb_information.jobs
	SELECT proc, config, n.nspname, c.relname FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation;
	RETURN 1000;
END
$$;

CREATE FUNCTION tsdb.add_retention_policy(relation regclass,
    drop_after interval DEFAULT NULL, if_not_exists boolean DEFAULT false,
    schedule_interval interval DEFAULT NULL,
    initial_start timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
    drop_created_before interval DEFAULT NULL) RETURNS integer
LANGUAGE sql AS $$
	SELECT tsdb.add_job($1, 'policy_retention',
	    jsonb_build_object('drop_after', $2::text), $3)
$$;
CREATE FUNCTION tsdb.remove_retention_policy(relation regclass,
    if_exists boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
	DELETE FROM timescaledb_information.jobs
	WHERE proc_name = 'policy_retention'
$$;
CREATE FUNCTION tsdb.add_compression_policy(hypertable regclass,
    compress_after interval DEFAULT NULL, if_not_exists boolean DEFAULT false,
    schedule_interval interval DEFAULT NULL,
    initial_start timestamptz DEFAULT NULL, timezone text DEFAULT NULL,
    compress_created_before interval DEFAULT NULL) RETURNS integer
LANGUAGE sql AS $$
	SELECT tsdb.add_job($1, 'policy_compression',
	    jsonb_build_object('compress_after', $2::text), $3)
$$;
CREATE FUNCTION tsdb.remove_compression_policy(hypertable regclass,
    if_exists boolean DEFAULT false) RETURNS boolean LANGUAGE sql AS $$
	DELETE FROM timescaledb_information.jobs
	WHERE proc_name = 'policy_compression' RETURNING true
$$;

-- A chunk for show.
CREATE FUNCTION tsdb.add_chunk(day text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE tsdb.%I (n integer)', 'chunk ' || day);
	INSERT INTO timescaledb_information.chunks VALUES ('tsdb',
	    'chunk ' || day, 'victron', 'battery_readings',
	    (day || 'T00:00Z')::timestamptz,
	    (day || 'T00:00Z')::timestamptz + interval '1 day');
END
$$;
CREATE FUNCTION tsdb.drop_chunks(relation regclass,
    older_than anyelement DEFAULT NULL::timestamptz,
    newer_than anyelement DEFAULT NULL::timestamptz,
    "verbose" boolean DEFAULT false) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	one text;
BEGIN
	FOR one IN DELETE FROM timescaledb_information.chunks
	    WHERE range_end <= older_than AND range_start >= newer_than
	    RETURNING chunk_name
	LOOP
		EXECUTE format('DROP TABLE tsdb.%I', one);
		RETURN NEXT one;
	END LOOP;
END
$$;
