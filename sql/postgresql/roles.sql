-- roles.sql - two roles, so that the programs need not own the tables
--
--	vrm-store migrate
--	psql -d DATABASE -f roles.sql
--	psql -d DATABASE -c 'GRANT vrm_writer TO polling'
--
-- vrm_writer stores and maintains (vrm-store, but for migrate); vrm_reader asks
-- (vrm-query, vrm-health).  Neither can change or drop a table.  For the role
-- that owns the tables, with CREATEROLE; may be run again, and is to be after a
-- migration by another role than this one.  On Citus with workers, the roles
-- these are granted to must be LOGIN roles that the nodes let in from each
-- other: queries go on to the workers as the role that asks.
DO $$
DECLARE
	one	text;
BEGIN
	FOREACH one IN ARRAY ARRAY['vrm_reader', 'vrm_writer'] LOOP
		IF to_regrole(one) IS NULL THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', one);
		END IF;
	END LOOP;
END
$$;

GRANT USAGE ON SCHEMA victron TO vrm_reader, vrm_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA victron TO vrm_reader, vrm_writer;
GRANT INSERT, UPDATE, DELETE ON victron.battery_readings,
    victron.battery_latest, victron.battery_hourly, victron.battery_daily,
    victron.battery_horizon, victron.sites, victron.asked, victron.maintenance
    TO vrm_writer;

-- And of tables that this role's later migrations make.
ALTER DEFAULT PRIVILEGES IN SCHEMA victron
    GRANT SELECT ON TABLES TO vrm_reader, vrm_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA victron
    GRANT INSERT, UPDATE, DELETE ON TABLES TO vrm_writer;
