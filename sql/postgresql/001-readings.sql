-- Every file here may be run again on any state of the database: migrate runs
-- all of them, in order, in one transaction.

-- Not CREATE SCHEMA IF NOT EXISTS: that wants the right to create one even
-- where an administrator has made it already.
DO $$
BEGIN
	IF to_regnamespace('victron') IS NULL THEN
		CREATE SCHEMA victron;
	END IF;
END
$$;

CREATE TABLE IF NOT EXISTS victron.schema_migrations (
	version		integer PRIMARY KEY,
	name		text NOT NULL
);

CREATE TABLE IF NOT EXISTS victron.battery_readings (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	source		text NOT NULL,
	timestamp	timestamptz NOT NULL,
	instance	bigint,
	soc		double precision,
	voltage		double precision,
	current		double precision,
	power		double precision,
	state		text,
	temperature	double precision,
	origin		text NOT NULL,
	interval_s	integer,
	PRIMARY KEY (installation_id, battery, source, timestamp)
);

CREATE TABLE IF NOT EXISTS victron.battery_latest (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	source		text NOT NULL,
	timestamp	timestamptz NOT NULL,
	instance	bigint,
	soc		double precision,
	voltage		double precision,
	current		double precision,
	power		double precision,
	state		text,
	temperature	double precision,
	origin		text NOT NULL,
	interval_s	integer,
	reach_s		integer NOT NULL,
	PRIMARY KEY (installation_id, battery, source)
);

CREATE TABLE IF NOT EXISTS victron.sites (
	installation_id	text PRIMARY KEY,
	identifier	text,
	name		text,
	timezone	text,
	log_interval	integer,
	last_timestamp	timestamptz
);

CREATE TABLE IF NOT EXISTS victron.asked (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	from_ts		timestamptz NOT NULL,
	to_ts		timestamptz NOT NULL,
	asked_at	timestamptz NOT NULL,
	found		bigint NOT NULL,
	PRIMARY KEY (installation_id, battery, from_ts, to_ts, asked_at)
);

-- Normally nothing to do: only if somebody emptied battery_latest.  Not EXISTS
-- (SELECT FROM ...): Citus plans no subquery without columns.
DO $$
BEGIN
	PERFORM 1 FROM victron.battery_latest LIMIT 1;
	IF NOT FOUND THEN
		INSERT INTO victron.battery_latest (installation_id, battery,
		    source, timestamp, instance, soc, voltage, current, power,
		    state, temperature, origin, interval_s, reach_s)
		SELECT DISTINCT ON (installation_id, battery, source)
		    installation_id, battery, source, timestamp, instance, soc,
		    voltage, current, power, state, temperature, origin,
		    interval_s, 86400
		FROM victron.battery_readings
		ORDER BY installation_id, battery, source, timestamp DESC;
	END IF;
END
$$;

COMMENT ON TABLE victron.battery_readings IS
    'one row a measurement; the key is (installation_id, battery, source, timestamp)';
COMMENT ON COLUMN victron.battery_readings.installation_id IS 'VRM idSite';
COMMENT ON COLUMN victron.battery_readings.battery IS
    'system: the battery the GX shows; else the instance of a battery monitor';
COMMENT ON COLUMN victron.battery_readings.source IS 'victron, or another feeder';
COMMENT ON COLUMN victron.battery_readings.timestamp IS 'measured at';
COMMENT ON COLUMN victron.battery_readings.instance IS 'device that was read';
COMMENT ON COLUMN victron.battery_readings.soc IS 'state of charge, %';
COMMENT ON COLUMN victron.battery_readings.voltage IS 'V';
COMMENT ON COLUMN victron.battery_readings.current IS 'A, positive when charging';
COMMENT ON COLUMN victron.battery_readings.power IS 'W, positive when charging';
COMMENT ON COLUMN victron.battery_readings.state IS 'charging, discharging, idle';
COMMENT ON COLUMN victron.battery_readings.temperature IS 'degrees Celsius';
COMMENT ON COLUMN victron.battery_readings.origin IS
    'live: polled; history: from VRM''s log, stands for [timestamp, timestamp + interval_s)';
COMMENT ON COLUMN victron.battery_readings.interval_s IS 'seconds';
COMMENT ON TABLE victron.battery_latest IS
    'the newest row of battery_readings for each battery; never expires';
COMMENT ON COLUMN victron.battery_latest.reach_s IS
    'longest interval of a reading so far, seconds';
COMMENT ON TABLE victron.sites IS 'installations, as vrm-fetch found them';
COMMENT ON COLUMN victron.sites.identifier IS 'VRM portal id';
COMMENT ON COLUMN victron.sites.timezone IS 'IANA name';
COMMENT ON COLUMN victron.sites.log_interval IS 'seconds between uploads';
COMMENT ON COLUMN victron.sites.last_timestamp IS 'last data VRM has';
COMMENT ON TABLE victron.asked IS 'what was asked of VRM to fill gaps: [from_ts, to_ts)';
COMMENT ON COLUMN victron.asked.found IS 'readings that came';
COMMENT ON TABLE victron.schema_migrations IS 'vrm-store migrate --status';
