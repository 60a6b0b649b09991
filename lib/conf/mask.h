/* conf/mask.h - settings for people, without the passwords within */
#ifndef CONF_MASK_H
#define CONF_MASK_H
#include <stdbool.h>
#include <stdio.h>

/* Prints the value with ******** for each password it holds. */
void mask_print(FILE *, const char *value);

/* Overwrites each with as many "*": an argument that ps(1) shows. */
void mask_blank(char *value);

bool mask_hides(const char *value);		/* does it hold any? */

#endif
