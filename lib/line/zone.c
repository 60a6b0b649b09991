/* line/zone.c - see zone.h */
#include "line/zone.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_zone_char(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || strchr("/_+-", c) != NULL;
}

/* Does it begin as compiled zone files do (RFC 8536)? */
static bool
is_zone_file(const char *path)
{
	FILE *fp = fopen(path, "r");
	char magic[4];
	bool yes;

	if (fp == NULL)
		return false;
	yes = fread(magic, sizeof(magic), 1, fp) == 1 &&
	    memcmp(magic, "TZif", sizeof(magic)) == 0;
	(void)fclose(fp);
	return yes;
}

bool
zone_exists(const char *name)
{
	const char *dir = getenv("TZDIR");
	char *path;
	bool found;

	if (!text_all(name, is_zone_char) || name[0] == '/' ||
	    name[0] == '-' || strlen(name) > 60)
		return false;
	if (dir == NULL || *dir == '\0')
		dir = "/usr/share/zoneinfo";
	if (access(dir, F_OK) == -1)
		return true;
	path = xasprintf("%s/%s", dir, name);
	found = is_zone_file(path);
	free(path);
	return found;
}
