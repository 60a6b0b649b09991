/* base/text.h - strings that came from outside */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Make remote or user text safe for a terminal and a log line, in place:
 * C0 and C1 controls, DEL, and what turns the direction of writing become '?',
 * bytes that are not UTF-8 too; a sequence cut off at the end is dropped. */
void text_clean(char *);

/* Bytes that are no UTF-8 become '?', in place; text[len] must be '\0'. */
void text_mend(char *text, size_t len);

void text_trim(char *);		/* white space at both ends, in place */
/* False: cut off, between two characters. */
bool text_copy(char *dst, size_t size, const char *src);
bool text_has_control(const char *);		/* C0, C1 or DEL */
bool text_all(const char *, bool (*)(char));	/* and not empty */
bool text_is_digit(char);
bool text_is_hex_lower(char);

/* To tell one from another; it does not resist forgers. */
uint64_t text_hash(const char *);

/* The whole string is one decimal number, "." as point whatever the locale;
 * no white space, no NaN, no infinity, no hexadecimal. */
bool text_to_double(const char *, double *);
bool text_to_int64(const char *, int64_t *);

/* 15 significant digits, shortest that reads back: 13.38, 67, -0.05.
 * buf must hold TEXT_NUMBER bytes. */
enum { TEXT_NUMBER = 32 };
void text_number(char *buf, double);
void text_whole(char *buf, int64_t);
/* As many digits as it takes to be read back to the last bit. */
void text_exact(char *buf, double);

#endif
