-- A stand-in for Citus's interface, for servers without it: functions of the
-- same names and arguments that check what they are given and remember it.  It
-- distributes nothing.  For a superuser, in a new database of the tests.
SET allow_system_table_mods = on;
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace,
    extrelocatable, extversion)
VALUES (16384, 'citus', (SELECT oid FROM pg_roles WHERE rolname =
    current_user), 'pg_catalog'::regnamespace, false, 'stand-in');

CREATE SCHEMA citus;
CREATE TYPE citus.distribution_type AS ENUM ('hash', 'range', 'append');
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass,
    partmethod "char", colocationid integer, mode text);
CREATE SEQUENCE citus.colocation;

CREATE FUNCTION pg_catalog.create_distributed_table(table_name regclass,
    distribution_column text,
    distribution_type citus.distribution_type DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	beside integer;
BEGIN
	IF EXISTS (SELECT FROM pg_dist_partition
	    WHERE logicalrelid = table_name) THEN
		RAISE EXCEPTION 'table "%" is already distributed', table_name;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a
	    ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
	    WHERE i.indrelid = table_name AND i.indisunique
	    AND a.attname = distribution_column) THEN
		RAISE EXCEPTION 'cannot create constraint on "%": it must '
		    'contain the distribution column', table_name;
	END IF;
	IF colocate_with = 'none' THEN
		beside := nextval('citus.colocation');
	ELSE
		SELECT colocationid INTO STRICT beside FROM pg_dist_partition
		WHERE logicalrelid = colocate_with::regclass;
	END IF;
	INSERT INTO pg_dist_partition VALUES (table_name, 'h', beside,
	    current_setting('citus.multi_shard_modify_mode'));
END
$$;

-- Here the rows of the table itself are all there are.
CREATE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(
    function_arg regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM pg_dist_partition WHERE logicalrelid = function_arg;
	IF NOT FOUND THEN
		RAISE EXCEPTION '"%" is not distributed', function_arg;
	END IF;
END
$$;
RESET allow_system_table_mods;
