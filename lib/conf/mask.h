/* conf/mask.h - settings for people, without the passwords within */
#ifndef CONF_MASK_H
#define CONF_MASK_H
#include <stdio.h>

/* Prints the value with ******** for each password it holds. */
void mask_print(FILE *, const char *value);

/* Overwrites each with as many "*": an argument that ps(1) shows. */
void mask_blank(char *value);

#endif
