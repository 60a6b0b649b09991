/* conf/keyvalue.c - see keyvalue.h */
#include "conf/keyvalue.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 1 << 20 };

static char *
unquote(char *value)
{
	size_t len;

	text_trim(value);
	len = strlen(value);
	if (len >= 2 && (value[0] == '"' || value[0] == '\'') &&
	    value[len - 1] == value[0]) {
		value[len - 1] = '\0';
		value++;
	}
	return value;
}

static int
read_line(char *line, int number, keyvalue_fn *each, void *arg, struct err *e)
{
	char *equals;

	text_trim(line);
	if (*line == '\0' || *line == '#' || *line == ';')
		return 0;
	equals = strchr(line, '=');
	if (equals == NULL) {
		err_set(e, ERR_CONFIG, "line %d: not KEY=VALUE", number);
		return -1;
	}
	*equals = '\0';
	text_trim(line);
	return each(arg, line, unquote(equals + 1), number, e);
}

int
keyvalue_read(const char *path, keyvalue_fn *each, void *arg, struct err *e)
{
	char *text, *line, *next;
	size_t len;
	int rc = file_read(path, MAX_FILE_BYTES, &text, &len, e);
	int number = 0;

	if (rc == 0 && strlen(text) != len) {
		err_set(e, ERR_CONFIG, "%s: no text: a NUL byte in it", path);
		rc = -1;
	}
	if (rc == -1)
		e->kind = ERR_CONFIG;
	for (line = text; rc == 0 && line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		rc = read_line(line, ++number, each, arg, e);
		if (rc == -1)
			err_ctx(e, "%s", path);
	}
	if (text != NULL)
		mem_wipe(text, len);	/* it may hold the token */
	free(text);
	return rc;
}
