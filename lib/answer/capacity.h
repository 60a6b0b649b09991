/* answer/capacity.h - how much a battery holds, as its label says it */
#ifndef ANSWER_CAPACITY_H
#define ANSWER_CAPACITY_H
#include <stdbool.h>

struct capacity {		/* one of both, else 0: it is not known */
	double wh, ah;
};

/* "10kWh", "9600Wh" or "200Ah", whatever the case.  False: none of these. */
bool capacity_parse(const char *, struct capacity *);

/* Energy taken out, in batteries full of it; ampere hours are worth the mean
 * voltage.  NAN: not known. */
double capacity_cycles(const struct capacity *, double out_wh,
    double mean_voltage);

#endif
