/* truth.c - see truth.h */
#include "truth.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { DAY_S = 86400, SLOPE_S = 600, STATE_MW = 30000, CLEAR_MW = 200 };

enum { H_NOMINAL, H_CAPACITY, H_PHASE, H_MIDDLE, H_SWING, H_WEATHER, H_LOAD,
	H_PAUSE, H_CLIMATE, H_DEVICE };

uint64_t
truth_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t in[] = { seed, a, b, c };
	uint64_t h = 0x9e3779b97f4a7c15;

	for (int i = 0; i < 4; i++) {	/* splitmix64's finalizer per word */
		h += in[i] + 0x9e3779b97f4a7c15;
		h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
		h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
		h ^= h >> 31;
	}
	return h;
}

/* -1..1 */
static double
unit(uint64_t h)
{
	return (double)(h >> 11) / (double)(UINT64_C(1) << 52) - 1;
}

/* Smooth noise -1..1 with a knot each step seconds. */
static double
noise(uint64_t seed, int site, int what, int64_t t, int step)
{
	int64_t knot = t / step;
	double x = (double)(t % step) / step;
	double a = unit(truth_hash(seed, (uint64_t)site, (uint64_t)what,
	    (uint64_t)knot));
	double b = unit(truth_hash(seed, (uint64_t)site, (uint64_t)what,
	    (uint64_t)knot + 1));

	return a + (b - a) * x * x * (3 - 2 * x);
}

static uint64_t
trait(uint64_t seed, int site, int what)
{
	return truth_hash(seed, (uint64_t)site, (uint64_t)what, UINT64_MAX);
}

/* Nominal voltage as a multiple of 12 V: 1, 2 or 4. */
static int
nominal(uint64_t seed, int site)
{
	static const int banks[] = { 2, 1, 4 };

	return banks[trait(seed, site, H_NOMINAL) % 3];
}

int
truth_capacity_ah(uint64_t seed, int site)
{
	return 100 * (2 + (int)(trait(seed, site, H_CAPACITY) % 7));
}

/* Percent, unbounded: above 100 the bank is full, below 0 it is empty. */
static double
charge(uint64_t seed, int site, int64_t t)
{
	double phase = unit(trait(seed, site, H_PHASE)) / 24;
	double middle = 50 + 45 * unit(trait(seed, site, H_MIDDLE));
	double swing = 12 + 8 * unit(trait(seed, site, H_SWING));
	double day = (double)(t % DAY_S) / DAY_S + phase;

	return middle + swing * sin(2 * M_PI * (day - 0.42)) +
	    8 * noise(seed, site, H_WEATHER, t, DAY_S / 3);
}

static double
bounded(double soc)
{
	return fmin(100, fmax(0, soc));
}

/* Amperes: what the change of charge takes, and loads that come and go.  One
 * hour in eight everything rests and exactly nothing flows. */
static double
flow(uint64_t seed, int site, int64_t t)
{
	double slope = (bounded(charge(seed, site, t + SLOPE_S)) -
	    bounded(charge(seed, site, t - SLOPE_S))) / (2.0 * SLOPE_S);

	if (truth_hash(seed, (uint64_t)site, H_PAUSE, (uint64_t)(t / 3600)) %
	    8 == 0)
		return 0;
	return slope / 100 * 3600 * truth_capacity_ah(seed, site) +
	    4 * noise(seed, site, H_LOAD, t, 300);
}

int64_t
truth_power_mw(const struct truth *now)
{
	return (int64_t)now->voltage_cv * now->current_da;
}

enum truth_state
truth_state(const struct truth *now)
{
	int64_t mw = truth_power_mw(now);

	if (mw > STATE_MW)
		return TRUTH_CHARGING;
	return mw < -STATE_MW ? TRUTH_DISCHARGING : TRUTH_IDLE;
}

/* Would rounding this power, to 0.1 W or in binary, decide anything? */
static bool
is_doubtful(int64_t mw)
{
	mw = llabs(mw);
	return mw % 100 == 50 || llabs(mw - STATE_MW) < CLEAR_MW;
}

/* A step of current is over 1 W: a few lead out of every doubt. */
static void
keep_clear(struct truth *now)
{
	int step = now->current_da > 0 ? 1 : -1;

	while (is_doubtful(truth_power_mw(now)))
		now->current_da += step;
}

/* A monitor beside the one that feeds the system reads a little differently. */
static void
vary(struct truth *now, uint64_t seed, int site, int device)
{
	uint64_t h = truth_hash(seed, (uint64_t)site, H_DEVICE,
	    (uint64_t)device);

	now->soc_permille = abs(now->soc_permille - 5 - (int)(h % 40));
	now->voltage_cv += (int)(h >> 8) % 7 - 3;
	now->current_da += (int)(h >> 16) % 21 - 10;
	now->temperature_dc += (int)(h >> 24) % 31 - 15;
}

void
truth_at(struct truth *now, uint64_t seed, int site, int device, int64_t t)
{
	int bank = nominal(seed, site);
	double soc = bounded(charge(seed, site, t));
	double amps = flow(seed, site, t);
	double volts = bank * (12.7 + (soc - 50) * 0.008 + amps * 0.005);
	double climate = 15 + 10 * unit(trait(seed, site, H_CLIMATE));
	double warmth = climate +
	    5 * noise(seed, site, H_CLIMATE, t, DAY_S / 4);

	*now = (struct truth){
		.soc_permille = (int)lround(soc * 10),
		.voltage_cv = (int)lround(volts * 100),
		.current_da = (int)lround(amps * 10),
		.temperature_dc = (int)lround(warmth * 10)
	};
	if (device != TRUTH_SYSTEM)
		vary(now, seed, site, device);
	keep_clear(now);
}
