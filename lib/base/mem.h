/* base/mem.h - memory that cannot fail: on exhaustion the program says so and
 * leaves with status 71, the one exit inside the library. */
#ifndef BASE_MEM_H
#define BASE_MEM_H
#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t);
void *xcalloc(size_t, size_t);
void *xrealloc(void *, size_t n, size_t size);	/* n * size, overflow checked */
char *xstrdup(const char *);
char *xstrndup(const char *, size_t);
char *xasprintf(const char *, ...) __attribute__((format(printf, 1, 2)));

void mem_wipe(void *, size_t);			/* zero, not optimized away */
void mem_free_secret(char *);			/* wipes the string first */

#endif
