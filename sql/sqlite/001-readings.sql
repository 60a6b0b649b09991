-- Every file here may be run again on any state of the database: migrate runs
-- all of them, in order, in one transaction.  Times are Unix seconds.

CREATE TABLE IF NOT EXISTS schema_migrations (
	version		INTEGER PRIMARY KEY,
	name		TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS battery_readings (
	installation_id	TEXT NOT NULL,		-- VRM idSite
	battery		TEXT NOT NULL,		-- system, or a monitor's instance
	source		TEXT NOT NULL,		-- victron
	timestamp	INTEGER NOT NULL,	-- measured at
	instance	INTEGER,		-- device that was read
	soc		REAL,			-- %
	voltage		REAL,			-- V
	current		REAL,			-- A, positive when charging
	power		REAL,			-- W, positive when charging
	state		TEXT,			-- charging, discharging, idle
	temperature	REAL,			-- degrees C
	origin		TEXT NOT NULL,		-- live, history
	interval_s	INTEGER,		-- history: stands for so many seconds
	PRIMARY KEY (installation_id, battery, source, timestamp)
) STRICT, WITHOUT ROWID;

-- The newest reading of each battery, never expired.
CREATE TABLE IF NOT EXISTS battery_latest (
	installation_id	TEXT NOT NULL,
	battery		TEXT NOT NULL,
	source		TEXT NOT NULL,
	timestamp	INTEGER NOT NULL,
	instance	INTEGER,
	soc		REAL,
	voltage		REAL,
	current		REAL,
	power		REAL,
	state		TEXT,
	temperature	REAL,
	origin		TEXT NOT NULL,
	interval_s	INTEGER,
	reach_s		INTEGER NOT NULL,	-- longest interval of a reading so far
	PRIMARY KEY (installation_id, battery, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sites (
	installation_id	TEXT PRIMARY KEY,
	identifier	TEXT,			-- portal id
	name		TEXT,
	timezone	TEXT,			-- IANA
	log_interval	INTEGER,		-- seconds
	last_timestamp	INTEGER			-- last data VRM has
) STRICT, WITHOUT ROWID;

-- What was asked of VRM to fill gaps: [from_ts, to_ts).
CREATE TABLE IF NOT EXISTS asked (
	installation_id	TEXT NOT NULL,
	battery		TEXT NOT NULL,
	from_ts		INTEGER NOT NULL,
	to_ts		INTEGER NOT NULL,
	asked_at	INTEGER NOT NULL,
	found		INTEGER NOT NULL,	-- readings that came
	PRIMARY KEY (installation_id, battery, from_ts, to_ts, asked_at)
) STRICT, WITHOUT ROWID;

-- Normally nothing to do: only if somebody emptied battery_latest.  SQLite takes
-- the other columns from the row that has the max().
INSERT OR IGNORE INTO battery_latest (installation_id, battery, source,
    instance, soc, voltage, current, power, state, temperature, origin,
    interval_s, timestamp, reach_s)
SELECT installation_id, battery, source, instance, soc, voltage, current, power,
    state, temperature, origin, interval_s, max(timestamp), 86400
FROM battery_readings
GROUP BY installation_id, battery, source;
