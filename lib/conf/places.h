/* conf/places.h - where this process finds its files: vrm.conf(5), FILES
 *
 * Texts that are returned belong to the caller, but for places_env()'s.
 */
#ifndef CONF_PLACES_H
#define CONF_PLACES_H
#include "base/err.h"

const char *places_env(const char *name);	/* "" if it is not set */

/* The user's own vrm.conf, there or not.  NULL: this is another's home, where
 * runuser(8) and sudo(8) leave us and nothing is ours. */
char *places_config(void);
char *places_state(void);	/* the state directory where nobody names one */

/* The first line of a file of this name that systemd passes on, a secret maybe,
 * and the file's path.  1: there is none, and *text is NULL.  -1: ERR_CONFIG.
 */
int places_credential(const char *name, char **text, char **path,
    struct err *);

#endif
