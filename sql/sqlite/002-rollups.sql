-- Buckets of time, computed by the programs from readings in time order: hours
-- of UTC, and the local days of the site.

CREATE TABLE IF NOT EXISTS battery_hourly (
	installation_id	TEXT NOT NULL,
	battery		TEXT NOT NULL,
	source		TEXT NOT NULL,
	bucket_start	INTEGER NOT NULL,
	length_s	INTEGER NOT NULL,
	count		INTEGER NOT NULL,	-- readings inside
	soc_min		REAL,
	soc_max		REAL,
	soc_mean	REAL,			-- by covered time
	voltage_min	REAL,
	voltage_max	REAL,
	voltage_mean	REAL,
	current_min	REAL,
	current_max	REAL,
	current_mean	REAL,
	power_min	REAL,
	power_max	REAL,
	power_mean	REAL,
	temperature_min	REAL,
	temperature_max	REAL,
	temperature_mean REAL,
	soc_first	REAL,
	soc_last	REAL,
	charged_wh	REAL,			-- in covered time
	discharged_wh	REAL,
	observed_s	INTEGER NOT NULL,	-- covered by live readings
	filled_s	INTEGER NOT NULL,	-- covered with VRM's archive
	PRIMARY KEY (installation_id, battery, source, bucket_start)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS battery_daily (
	installation_id	TEXT NOT NULL,
	battery		TEXT NOT NULL,
	source		TEXT NOT NULL,
	bucket_start	INTEGER NOT NULL,	-- local midnight
	length_s	INTEGER NOT NULL,	-- 23, 24 or 25 hours
	count		INTEGER NOT NULL,
	soc_min		REAL,
	soc_max		REAL,
	soc_mean	REAL,
	voltage_min	REAL,
	voltage_max	REAL,
	voltage_mean	REAL,
	current_min	REAL,
	current_max	REAL,
	current_mean	REAL,
	power_min	REAL,
	power_max	REAL,
	power_mean	REAL,
	temperature_min	REAL,
	temperature_max	REAL,
	temperature_mean REAL,
	soc_first	REAL,
	soc_last	REAL,
	charged_wh	REAL,
	discharged_wh	REAL,
	observed_s	INTEGER NOT NULL,
	filled_s	INTEGER NOT NULL,
	PRIMARY KEY (installation_id, battery, source, bucket_start)
) STRICT, WITHOUT ROWID;

-- Raw readings before the horizon are gone, and buckets that start before it
-- are sealed.  The rest is the last reading before it: the neighbour of the
-- first one behind.
CREATE TABLE IF NOT EXISTS battery_horizon (
	installation_id	TEXT NOT NULL,
	battery		TEXT NOT NULL,
	source		TEXT NOT NULL,
	horizon		INTEGER NOT NULL,	-- only moves forward
	timestamp	INTEGER,
	soc		REAL,
	voltage		REAL,
	current		REAL,
	power		REAL,
	temperature	REAL,
	origin		TEXT,
	interval_s	INTEGER,
	PRIMARY KEY (installation_id, battery, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS maintenance (
	id		INTEGER PRIMARY KEY CHECK (id = 1),
	done_at		INTEGER NOT NULL
) STRICT;
