#!/bin/bash
# signing in, as vrm-fetch does it by itself: who we are is asked once, a login
# is renewed in time and by one process, and accounts are never mixed
. "$(dirname "$0")/lib.sh"

sim_start --sites 1 --now 2026-07-20T12:00:00Z
export VRM_NOW=2026-07-20T12:00:00Z
login() { printf '%s' 'correct horse "battery" \ staple'; }
poll() { vrm-fetch battery --via overview; }
fresh() { rm -rf "$VRM_STATE_DIR"; sim_delete /sim/requests; }
count() { sim_get /sim/requests | jq "[.list[] | select(.path | test(\"$1\"))] | length"; }
later() { sim_now "$1"; sim_delete /sim/requests; }
saved() { jq -r ".$1" "$VRM_STATE_DIR/private/token.json"; }
revoke_all() { sim_post '/sim/account?revoke=all'; }

# --- a token -----------------------------------------------------------------

export VICTRON_VRM_TOKEN=$SIM_TOKEN
fresh
exits "a token from the environment" 0 poll
is "is asked for its user once" "$(count users/me)" 1
later 2026-07-20T12:03:00Z
exits "from then on" 0 poll
is "a poll is one request" "$(sim_requests)" 1
is "the token is not written down" \
    "$(grep -rlF "$SIM_TOKEN" "$VRM_STATE_DIR" | wc -l)" 0

sim_delete /sim/requests
VICTRON_VRM_TOKEN=$(sim_curl -d '' "$SIM_URL/sim/token?user=90002") \
    exits "another user's token" 77 poll
like "stops everything" "$(cat "$T/err")" 'user 90002, but .* user 90001'
is "before any site was asked for" "$(count installations)" 0
is "and nothing is printed" "$(cat "$T/out")" ""

VICTRON_VRM_TOKEN=$(printf '%064d' 7) exits "a refused token" 77 poll
like "is named with its source" "$(cat "$T/err")" \
    'VRM answered 401: .*VICTRON_VRM_TOKEN \(environment\)'
like "with what to do now that logins retire" "$(cat "$T/err")" \
    'vrm-auth token set .*June 2026'
fresh
poll > /dev/null
sim_post /sim/fault '{"path": "installations", "status": 401, "count": 1}'
sim_delete /sim/requests
exits "one 401 against a token that VRM knows" 0 poll
is "is confirmed, and the request repeated" "$(sim_get /sim/requests |
    jq -c '[.list[] | [(.path | sub(".*/"; "")), .status]]')" \
    '[["installations",401],["me",200],["installations",200]]'
unset VICTRON_VRM_TOKEN

# --- a login -----------------------------------------------------------------

exits "nothing to sign in with" 78 poll
export VICTRON_VRM_USERNAME=owner@example.invalid
VICTRON_VRM_PASSWORD=$(login)
export VICTRON_VRM_PASSWORD
later 2026-07-20T12:06:00Z
fresh
exits "with a user name and a password vrm-fetch logs in by itself" 0 poll
is "once" "$(count auth/login)" 1
is "and creates no token" "$(count accesstokens)" 0
is "the login is saved" "$(saved scheme)" Bearer
rm -r "$VRM_STATE_DIR/private"
sim_delete /sim/requests
sim_post /sim/fault '{"path": "auth/login", "status": 200, "body": "{\"tok", "count": 2}'
exits "a login whose answer is half one" 0 poll
is "is tried again" "$(count auth/login)" 3
later 2026-07-20T12:09:00Z
exits "a saved login is used again" 0 poll
is "with one request" "$(sim_requests)" 1

cp -r "$VRM_STATE_DIR" "$T/state.keep"
rm -r "$VRM_STATE_DIR/private"
jq -c '.user = "4711"' "$T/state.keep/owner.json" > "$VRM_STATE_DIR/owner.json"
sim_delete /sim/requests
exits "a login of another user" 77 \
    vrm-fetch battery --via overview --battery system,288 --site 410001
like "stops everything too" "$(cat "$T/err")" 'user 90001, but .* user 4711'
is "whatever else was to be read" "$(grep -c ': $' "$T/err")" 0
is "after one login" "$(count auth/login)" 1
rm -r "$VRM_STATE_DIR"
mv "$T/state.keep" "$VRM_STATE_DIR"

later 2026-07-21T00:07:00Z
exits "a login older than 12 h" 0 poll
is "is renewed before use" "$(count auth/login)" 1
is "so that nothing is refused" \
    "$(sim_get /sim/requests | jq '[.list[] | select(.status == 401)] | length')" 0

sim_post '/sim/account?jwt_lifetime=3600'
fresh
exits "a login of one hour" 0 poll
later 2026-07-21T01:03:00Z
exits "is renewed near its own end" 0 poll
is "too" "$(count auth/login)" 1
sim_post /sim/fault '{"path": "auth/login", "status": 500, "count": 0}'
later 2026-07-21T01:59:00Z
exits "while it lasts a failed renewal does not matter" 0 poll
sim_delete /sim/fault
VICTRON_VRM_PASSWORD=wrong
later 2026-07-21T02:00:00Z
exits "nor does a password that is refused" 0 poll
is "which is tried" "$(count auth/login)" 1
later 2026-07-21T02:01:00Z
exits "and while the older login works" 0 poll
is "not again" "$(count auth/login)" 0
VICTRON_VRM_PASSWORD=$(login)
sim_post '/sim/account?jwt_lifetime=86400'

fresh
poll > /dev/null
revoke_all
sim_delete /sim/requests
exits "a login refused in mid-life" 0 poll
silent=$(cat "$T/err")
is "is renewed in silence" "$silent" ""
is "once" "$(count auth/login)" 1

sim_post /sim/fault '{"path": "installations", "status": 401, "count": 0}'
sim_delete /sim/requests
for _ in 1 2 3 4; do
	exits "a login whose token VRM refuses" 77 poll
done
is "is not made by each poll" "$(count auth/login)" 1
like "which is said" "$(cat "$T/err")" 'not tried again within the hour'
sim_delete /sim/fault
exits "and when that has passed the token of it is used" 0 poll
revoke_all
sim_delete /sim/requests
for i in 1 2 3 4 5 6 7 8 9 10; do
	poll > "$T/ten.$i" 2>> "$T/ten.err" &
	pids="${pids:-} $!"
done
# shellcheck disable=SC2086
wait $pids
is "ten that find it refused at once" "$(cat "$T/ten.err")" ""
is "all get their reading" \
    "$(cat "$T"/ten.[0-9]* | jq -s 'map(select(.soc)) | length')" 10
is "by one login" "$(count auth/login)" 1

VICTRON_VRM_PASSWORD=wrong
revoke_all
later 2026-07-21T02:03:00Z
exits "a password that is refused" 77 poll
like "is said to be" "$(cat "$T/err")" 'login of owner@example.invalid: VRM answered 401'
is "after one attempt" "$(count auth/login)" 1
later 2026-07-21T02:06:00Z
exits "the next poll fails too" 77 poll
like "saying since when" "$(cat "$T/err")" \
    'Invalid credentials; that was 3 minutes ago'
is "but does not knock again" "$(count auth/login)" 0
later 2026-07-21T03:04:00Z
exits "an hour later" 77 poll
is "it does" "$(count auth/login)" 1
VICTRON_VRM_PASSWORD=$(login)
sim_post '/sim/account?twofactor=sms'
later 2026-07-21T03:05:00Z
exits "a second factor" 77 poll
like "is vrm-auth's to ask for" "$(cat "$T/err")" 'vrm-auth login --sms-code'
exits "and sends no message" 77 poll
is "with every poll" "$(count auth/login)" 1
sim_post '/sim/account?twofactor=off'
VICTRON_VRM_PASSWORD=wrong exits "another password" 77 poll
is "is tried at once" "$(count auth/login)" 2

# --- an access token and a password ------------------------------------------

fresh
sim_curl -d '' "$SIM_URL/sim/token?name=spare" | vrm-auth token set
sim_delete /sim/requests
sim_post /sim/fault '{"path": "installations", "status": 401, "count": 1}'
exits "one odd 401" 0 poll
is "costs no access token" "$(count auth/login)/$(saved scheme)" 0/Token
revoke_all
sim_delete /sim/requests
exits "a revoked access token gives way to a login" 0 poll
is "once" "$(count auth/login)" 1
later 2026-07-21T03:09:00Z
exits "and the login stays" 0 poll
is "in use" "$(sim_requests)" 1
unset VICTRON_VRM_USERNAME VICTRON_VRM_PASSWORD

# --- a 401 that is the site's own --------------------------------------------

fresh
sim_curl -d '' "$SIM_URL/sim/token?name=third" | vrm-auth token set
SITE=$(vrm-fetch installations | jq -r .installation_id | head -1)
vrm-fetch battery > /dev/null
sim_post "/sim/site?site=$SITE&gsm=on"
later 2026-07-21T03:12:00Z
vrm-fetch battery > "$T/out" 2> "$T/err"
is "a widget's 401 is checked against users/me" "$(count users/me)" 1
is "and does not make the token bad" "$(grep -c 'token set' "$T/err")" 0
ok "which works still" vrm-auth status
sim_post "/sim/site?site=$SITE&gsm=off"

# --- two hours of one failure in five ----------------------------------------

fresh
sim_post /sim/fault '{"path": "/v2/", "status": 503, "body": "", "every": 5, "count": 0}'
t=$(date -ud 2026-07-22T00:00:00Z +%s)
failed=0 readings=0 most=0
for i in $(seq 0 39); do
	sim_now "$(date -ud "@$((t + i * 180))" +%FT%TZ)"
	VICTRON_VRM_TOKEN=$(cat "$T/third" 2>/dev/null || sim_curl -d '' \
	    "$SIM_URL/sim/token?name=fourth" | tee "$T/third")
	export VICTRON_VRM_TOKEN
	poll > "$T/out" 2> "$T/err" || failed=$((failed + 1))
	readings=$((readings + $(grep -c '"soc"' "$T/out")))
	n=$(jq '(.poll + .extra) | length' "$VRM_STATE_DIR/rate.json")
	[ "$n" -le "$most" ] || most=$n
done
is "two hours of polls, one request in five failing: none is lost" \
    "$failed/$readings" 0/40
ok "and the budget holds (at most $most in an hour)" test "$most" -le 45
sim_delete /sim/fault
done_testing
