/* store/tails.c - see tails.h */
#include "store/tails.h"

#include "base/mem.h"

#include <stdlib.h>

/* A poll has none to go on with; so many are 4 MB. */
enum { FEW_LINES = 1000, MOST = 4096, ALL = (1 << ROLLUP_GRAINS) - 1 };

void
tails_drop(struct tails *t)
{
	free(t->v);
	t->v = NULL;
	t->n = 0;
	known_free(&t->known);
}

bool
tails_begin(struct tails *t, const struct backend *be, int64_t turn, size_t n)
{
	bool use = n >= FEW_LINES;

	if (!use || turn != t->turn + be->turn_step)
		tails_drop(t);
	t->turn = turn;
	return use;
}

const struct chunk_tail *
tails_find(const struct tails *t, const struct reading *key, int64_t at)
{
	size_t lo = 0, hi = t->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = known_compare(&t->v[mid].last, key);

		if (c == 0)
			return t->v[mid].last.at == at ? &t->v[mid] : NULL;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

void
tails_keep(struct tails *t, const struct known *known, struct chunk_tail *v)
{
	struct tails all = { .turn = t->turn, .known = t->known };
	size_t old = 0;

	all.v = xmalloc((t->n + known->n) * sizeof(*all.v));
	for (size_t i = 0; i < known->n; i++) {
		const struct reading *key = &known->series[i].latest.row;

		while (old < t->n &&
		    known_compare(&t->v[old].last, key) < 0)
			all.v[all.n++] = t->v[old++];
		if (old < t->n && known_compare(&t->v[old].last, key) == 0)
			old++;
		if (v[i].has == ALL)
			all.v[all.n++] = v[i];
	}
	while (old < t->n)
		all.v[all.n++] = t->v[old++];
	free(v);
	free(t->v);
	*t = all;
	if (t->n > MOST)
		tails_drop(t);
}

void
tails_keep_known(struct tails *t, struct known *known)
{
	known_free(&t->known);
	t->known = *known;
	*known = (struct known){ .n = 0 };
}
