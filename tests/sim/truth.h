/* truth.h - what a battery really does: a pure function of seed, site, device
 * and time.
 *
 * Fixed point, so that a value has one spelling and a test can compare exactly.
 * The daily cycle is believable (charged by day, idle hours, a bank that runs
 * empty, one that stays full), and the current is the slope of the SOC plus
 * loads.  Power keeps clear of the GX's 30 W threshold (vrm-api.md 10) and of
 * halves of 0.1 W: no way of rounding it shows.
 */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H
#include <stdint.h>

enum { TRUTH_SYSTEM = -1 };	/* device: the battery the GX itself shows */

enum truth_state { TRUTH_IDLE, TRUTH_CHARGING, TRUTH_DISCHARGING };

struct truth {
	int soc_permille;
	int voltage_cv;		/* 0.01 V */
	int current_da;		/* 0.1 A, plus is charging */
	int temperature_dc;	/* 0.1 degrees C */
};

/* Bits that depend on all four: for any choice that must be repeatable. */
uint64_t truth_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* device: TRUTH_SYSTEM, or the instance of a monitor that does not feed it. */
void truth_at(struct truth *, uint64_t seed, int site, int device,
    int64_t unix_s);
int64_t truth_power_mw(const struct truth *);
enum truth_state truth_state(const struct truth *);
int truth_capacity_ah(uint64_t seed, int site);

#endif
