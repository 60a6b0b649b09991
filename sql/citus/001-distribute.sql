-- Every table of a site on the node of that site, all of them side by side, so
-- that what belongs together is joined and stored where it is.  The tables of
-- the database as a whole (schema_migrations, maintenance) stay where
-- the programs connect to: always to the same node, for writers take turns by
-- a lock there.
--
-- One connection a node: a transaction makes the tables and distributes them.
-- Rows that are there already are copied to their node; what is left of
-- them here is then only in the way.
SET LOCAL statement_timeout = 0;
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
DO $$
DECLARE
	one	text;
	is_new	boolean;
	beside	text := 'none';
	is_full	boolean;
BEGIN
	FOREACH one IN ARRAY ARRAY['victron.sites', 'victron.battery_readings',
	    'victron.battery_latest', 'victron.battery_hourly',
	    'victron.battery_daily', 'victron.battery_horizon',
	    'victron.asked']
	LOOP
		is_new := NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition
		    WHERE logicalrelid = one::regclass);
		IF is_new THEN
			EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one)
			    INTO is_full;
			PERFORM pg_catalog.create_distributed_table(
			    one::regclass, 'installation_id',
			    colocate_with => beside);
			IF is_full THEN
				PERFORM pg_catalog.
				    truncate_local_data_after_distributing_table(
				    one::regclass);
			END IF;
		END IF;
		beside := 'victron.sites';
	END LOOP;
END
$$;
