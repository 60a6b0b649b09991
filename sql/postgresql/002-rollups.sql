-- Buckets of time, computed by the programs from readings in time order: hours
-- of UTC, and the local days of the site.

CREATE TABLE IF NOT EXISTS victron.battery_hourly (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	source		text NOT NULL,
	bucket_start	timestamptz NOT NULL,
	length_s	integer NOT NULL,
	count		integer NOT NULL,
	soc_min		double precision,
	soc_max		double precision,
	soc_mean	double precision,
	voltage_min	double precision,
	voltage_max	double precision,
	voltage_mean	double precision,
	current_min	double precision,
	current_max	double precision,
	current_mean	double precision,
	power_min	double precision,
	power_max	double precision,
	power_mean	double precision,
	temperature_min	double precision,
	temperature_max	double precision,
	temperature_mean double precision,
	soc_first	double precision,
	soc_last	double precision,
	charged_wh	double precision,
	discharged_wh	double precision,
	observed_s	integer NOT NULL,
	filled_s	integer NOT NULL,
	PRIMARY KEY (installation_id, battery, source, bucket_start)
);

CREATE TABLE IF NOT EXISTS victron.battery_daily (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	source		text NOT NULL,
	bucket_start	timestamptz NOT NULL,
	length_s	integer NOT NULL,
	count		integer NOT NULL,
	soc_min		double precision,
	soc_max		double precision,
	soc_mean	double precision,
	voltage_min	double precision,
	voltage_max	double precision,
	voltage_mean	double precision,
	current_min	double precision,
	current_max	double precision,
	current_mean	double precision,
	power_min	double precision,
	power_max	double precision,
	power_mean	double precision,
	temperature_min	double precision,
	temperature_max	double precision,
	temperature_mean double precision,
	soc_first	double precision,
	soc_last	double precision,
	charged_wh	double precision,
	discharged_wh	double precision,
	observed_s	integer NOT NULL,
	filled_s	integer NOT NULL,
	PRIMARY KEY (installation_id, battery, source, bucket_start)
);

-- Raw readings before the horizon are gone, and buckets that start before it
-- are sealed.  The rest is the last reading before it: the neighbour of the
-- first one behind.
CREATE TABLE IF NOT EXISTS victron.battery_horizon (
	installation_id	text NOT NULL,
	battery		text NOT NULL,
	source		text NOT NULL,
	horizon		timestamptz NOT NULL,
	timestamp	timestamptz,
	soc		double precision,
	voltage		double precision,
	current		double precision,
	power		double precision,
	temperature	double precision,
	origin		text,
	interval_s	integer,
	PRIMARY KEY (installation_id, battery, source)
);

CREATE TABLE IF NOT EXISTS victron.maintenance (
	id		integer PRIMARY KEY CHECK (id = 1),
	done_at		timestamptz NOT NULL
);

COMMENT ON TABLE victron.battery_hourly IS
    'hours of UTC; means and energies are weighted by covered time';
COMMENT ON TABLE victron.battery_daily IS 'as battery_hourly, local days of the site';
COMMENT ON COLUMN victron.battery_daily.bucket_start IS 'local midnight';
COMMENT ON COLUMN victron.battery_daily.length_s IS '23, 24 or 25 hours, in seconds';
COMMENT ON COLUMN victron.battery_daily.count IS 'readings inside';
COMMENT ON COLUMN victron.battery_daily.charged_wh IS 'Wh, in covered time';
COMMENT ON COLUMN victron.battery_daily.discharged_wh IS 'Wh, in covered time';
COMMENT ON COLUMN victron.battery_daily.observed_s IS
    'seconds covered by live readings';
COMMENT ON COLUMN victron.battery_daily.filled_s IS
    'seconds covered with readings of VRM''s archive';
COMMENT ON TABLE victron.battery_horizon IS
    'readings before the horizon are gone, and buckets that start before it sealed';
COMMENT ON COLUMN victron.battery_horizon.timestamp IS
    'the last reading before the horizon, and its values';
COMMENT ON TABLE victron.maintenance IS 'when vrm-store maintain was last run';
