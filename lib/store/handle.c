/* store/handle.c - see handle.h */
#include "store/handle.h"

int
handle_where(const struct store *st, struct err *e)
{
	err_ctx(e, "%s", st->target.shown);
	return -1;
}
