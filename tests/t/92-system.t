#!/bin/bash
# One account polls for the whole machine; the members of its group may ask, and
# no more.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "only root can be three different users"

poller=61001 member=61002 stranger=61003 group=61000
as() {
	setpriv --reuid="$1" --regid="$2" --clear-groups -- "${@:3}"
}
# as systemd runs it
umask=$(sed -n 's/^UMask=//p' "$VRM_ROOT/scripts/systemd/vrm@.service")
as_poller() { (umask "$umask" && as $poller $group "$@"); }
as_member() { as $member $group "$@"; }
as_stranger() { as $stranger $stranger "$@"; }

# What the manual, vrm(7), has an administrator make; programs that everybody
# may run.
chmod 755 "$T"
mkdir "$T/bin" "$T/etc"
cp "$VRM_BUILD"/vrm-{auth,fetch,store,query,health} "$T/bin"
PATH=$T/bin:$PATH
unset VRM_STATE_DIR
state=$T/lib
install -d -o $poller -g $group -m 2750 "$state"
sim_start
chmod 755 "$T/sim"
install -m 640 -g $group /dev/null "$T/etc/vrm.conf"
cat >"$T/etc/vrm.conf" <<END
VRM_STATE_DIR=$state
VICTRON_INSTALLATION_ID=410001
END
export VRM_CONFIG=$T/etc/vrm.conf HOME=/nonexistent XDG_CONFIG_HOME='' \
    XDG_STATE_HOME=''
token=$SIM_TOKEN
poll() {
	as_poller vrm-fetch battery | as_poller vrm-store
}
cd /

# --- the account ---

exits "the account saves its token" 0 \
    as_poller vrm-auth token set <<<"$token"
is "and polls" "$(poll 2>&1)" ""
is "its files are readable by the group at most" \
    "$(find "$state" -type f -perm /0137 -printf '%P %m\n')" ""
ok "the token is there" test -s "$state/private/token.json"
is "and for nobody else" "$(find "$state/private" -perm /077)" ""

# runuser(8) leaves it root's HOME, and root's settings are not its own.
install -d -m 700 "$T/root"
exits "another's home is not in its way" 0 as_poller env -u VRM_CONFIG \
    HOME="$T/root" VRM_STATE_DIR="$state" vrm-auth --show-config
like "and gives it no settings" "$(cat "$T/out")" '^# VICTRON_INSTALLATION_ID'

# --- a member of its group ---

before=$(find "$state" -printf '%P %s %m %U %G\n' | sort)
exits "a member may ask for the battery" 0 \
    as_member vrm-query current --format json
like "and is told" "$(cat "$T/out" "$T/err")" '"soc"'
exits "for what was measured" 0 as_member vrm-query history --format csv
exits "and whether all is well" 0 as_member vrm-health --format text
exits "it cannot see the token" 1 as_member cat "$state/private/token.json"
exits "and not poll with it" 77 as_member vrm-fetch battery
like "and hears who could" "$(cat "$T/err")" 'as the user who saved the token'
as_poller vrm-fetch battery >"$T/lines" 2>"$T/err"
for f in vrm.db polls.ndjson rate.json; do
	exits "it cannot change $f" 1 as_member test -w "$state/$f"
done
exits "it cannot store" 77 as_member vrm-store <"$T/lines"
like "and is told why" "$(cat "$T/err")" 'readonly|read-only|denied|permission'
is "nothing has changed but what the account did" \
    "$(find "$state" -printf '%P %s %m %U %G\n' | sort |
    grep -v -e '^polls' -e '^rate')" \
    "$(echo "$before" | grep -v -e '^polls' -e '^rate')"
is "the account goes on" "$(poll 2>&1)" ""
exits "and the member asks again" 0 as_member vrm-query current

as_poller vrm-store -d postgresql://127.0.0.1:1/x <"$T/lines" 2>"$T/err"
like "a member sees what waits for its database" \
    "$(as_member vrm-health --format text)" 'lines? waits? for (its|their) data'
like "and which" "$(as_member vrm-store spool)" '^postgresql://127.0.0.1:1/x: 1 '
rm -rf "$state/spool"

# --- root, who tries by hand before the account's first poll ---

rm -rf "$state"
install -d -o $poller -g $group -m 2750 "$state"
vrm-auth token set <<<"$token" 2>"$T/err"
exits "root may poll by hand" 0 bash -o pipefail -c \
    'vrm-fetch battery | vrm-store'
is "and owns nothing of what it made" \
    "$(find "$state" ! -user $poller -printf '%P\n')" ""
is "and the account goes on" "$(poll 2>&1)" ""
exits "and root reads its token" 0 vrm-auth status
rm -rf "$state"
install -d -o $poller -g $group -m 2750 "$state"
echo precious >"$T/precious"
ln -s "$T/precious" "$state/polls.ndjson"
vrm-fetch battery >"$T/out" 2>"$T/err"
is "nor does it write where a link of the account's leads" \
    "$(cat "$T/precious")" precious

# --- anybody else ---

exits "a stranger is refused" 78 as_stranger vrm-query current
like "and is told why" "$(cat "$T/err")" 'vrm.conf: Permission denied'
like "and who would not be" "$(cat "$T/err")" "hint: .*file's group"

done_testing
