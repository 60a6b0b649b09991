/* dec.h - a decimal number with one spelling, as text or JSON */
#ifndef SIM_DEC_H
#define SIM_DEC_H
#include <jansson.h>
#include <stdint.h>

struct dec {			/* m / 10^places */
	int64_t m;
	int places;		/* 0..6 */
};

enum { DEC_TEXT = 32 };

struct dec dec_round(struct dec, int places);	/* halves away from zero */
struct dec dec_of(double, int places);
double dec_double(struct dec);
const char *dec_text(char *buf, struct dec);	/* shortest: 13.4, -9, 0 */
const char *dec_fixed(char *buf, struct dec);	/* every place: 13.40 */
json_t *dec_json(struct dec);			/* 46 is an integer, as VRM's */

#endif
