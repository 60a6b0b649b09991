#!/bin/bash
# vrm-auth: tokens given, bought with a password, shown, rotated, revoked; no
# secret in anything that is printed
. "$(dirname "$0")/lib.sh"

sim_start --now 2026-07-20T12:00:00Z
export VRM_NOW=2026-07-20T12:00:00Z
PASSWORD='correct horse "battery" \ staple'
token_file=$VRM_STATE_DIR/private/token.json
: > "$T/printed"

# run STATUS "sentence" ARG...: vrm-auth, its words kept for the last test
run() {
	local want=$1 what=$2
	shift 2
	exits "$what" "$want" vrm-auth "$@" < "${stdin:-/dev/null}"
	cat "$T/out" "$T/err" >> "$T/printed"
}

saved() { jq -r ".$1" "$token_file"; }
forget() { rm -rf "$VRM_STATE_DIR"; }
secrets() {
	printf '%s\n' "$SIM_TOKEN" 'owner password' "$PASSWORD"
	[ ! -e "$token_file" ] || saved token
}

# --- nothing yet -------------------------------------------------------------

run 78 "without a token, status says it is a matter of configuration" status
like "and how to get one" "$(cat "$T/err")" 'access-tokens.*vrm-auth token set'
run 78 "in JSON it says so too" status --format json
is "for machines" "$(jq -r .error.code "$T/out")" token_missing
run 64 "a command is wanted"
run 64 "an unknown option is a usage error" status --nonsense
run 64 "in JSON too" status --format json --nonsense
is "of which it tells" "$(jq -r .error.message "$T/out")" \
    "--nonsense: no such option"
VRM_RATE_LIMIT=many run 78 "so is a wrong setting" status --format json
is "told of as well" "$(jq -r .error.code "$T/out")" config
run 64 "revoke wants one id" revoke
run 64 "and not two" revoke 1 --this
run 0 "logout without a token is done already" logout

# --- token set ---------------------------------------------------------------

printf '  %s\r\n\n' "$SIM_TOKEN" > "$T/pasted"
stdin=$T/pasted run 0 "a token with spaces and newlines is taken" token set
is "nothing is said when stderr is no terminal" "$(cat "$T/out" "$T/err")" ""
is "it is saved trimmed" "$(saved token)" "$SIM_TOKEN"
is "as an access token" "$(saved scheme)" Token
is "with its user" "$(saved user)" 90001
is "the file is its owner's alone" "$(stat -c %a "$token_file")" 600
is "and so is its directory" "$(stat -c %a "$VRM_STATE_DIR/private")" 700
secrets >> "$T/secrets"

run 0 "status verifies it" status
like "status names the user" "$(cat "$T/out")" \
    'Sample Owner <owner@example.invalid> \(90001\)'
like "and the scheme" "$(cat "$T/out")" 'Token, an access token'
run 0 "status speaks JSON" status --format json
is "of the same schema as others" "$(jq -c .schema "$T/out")" 1
is "with the facts" "$(jq -c '.data | [.user.id, .scheme, .kind, .verified]' \
    "$T/out")" '["90001","Token","access_token",true]'
is "and the requests made" "$(jq .data.requests.used "$T/out")" 5
VRM_RATE_LIMIT=5 run 75 "it asks no more than it may" status
like "and says how to do without" "$(cat "$T/err")" 'hint: .*status --offline'
sim_delete /sim/requests
run 0 "offline status asks nobody" status --offline
is "not one request" "$(sim_requests)" 0

chmod 644 "$token_file"
run 77 "a token file that others can read is refused" status
like "with the command that helps" "$(cat "$T/err")" "chmod 600 $token_file"
chmod 600 "$token_file"

printf 'two words\n' > "$T/pasted"
stdin=$T/pasted run 78 "white space inside is no token" token set
printf 'a\033[31mb\n' > "$T/pasted"
stdin=$T/pasted run 78 "control characters are no token" token set
stdin=/dev/null run 78 "nothing is no token" token set
like "and what would be one is said" "$(cat "$T/err")" \
    'hint: give the token alone, as https://.*access-tokens shows it'
run 64 "a token is not taken from the command line" token set "$SIM_TOKEN"
like "nor shown" "$(cat "$T/err")" 'an operand \(not shown\): unexpected'
run 64 "nor as an option" token set "--token=$SIM_TOKEN"
run 64 "nor in place of a command" "$SIM_TOKEN"
like "which is not shown either" "$(cat "$T/err")" \
    'an operand \(not shown\): no such command'
run 64 "half of a command is none" token
like "and the whole ones are told" "$(cat "$T/err")" \
    'hint: one of token set, login, .*, doctor; vrm-auth --help tells more'
printf '%064d\n' 0 > "$T/pasted"
stdin=$T/pasted run 77 "a token VRM does not know is refused" token set
like "in VRM's words" "$(cat "$T/err")" 'VRM answered 401: Token is invalid'
is "and the good one stays" "$(saved token)" "$SIM_TOKEN"

# --- JWT and access token mixed up -------------------------------------------

jwt=$(sim_curl -d '' "$SIM_URL/sim/token?kind=login")
echo "$jwt" >> "$T/secrets"
echo "$jwt" > "$T/pasted"
stdin=$T/pasted run 0 "a JWT pasted as token is known by its shape" token set
is "and sent as what it is" "$(saved scheme)" Bearer
like "with a word on its life" "$(cat "$T/err")" 'login token, which ends'
is "its own exp is its expiry" "$(saved expires_at)" \
    "$(date -ud 2026-07-21T12:00:00Z +%s)"
run 0 "status works with it" status
like "and says until when" "$(cat "$T/out")" '2026-07-21T12:00:00Z, 24 hours left'

# --- another user ------------------------------------------------------------

other=$(sim_curl -d '' "$SIM_URL/sim/token?user=90002")
echo "$other" >> "$T/secrets"
echo "$other" > "$T/pasted"
stdin=$T/pasted run 77 "another user's token stops everything" token set
like "naming both" "$(cat "$T/err")" 'user 90002.*user 90001'
run 0 "logout forgets" logout
stdin=$T/pasted run 0 "and then another user may come" token set
run 0 "logout leaves the token alive at VRM" logout -v
like "and says where it can be ended" "$(cat "$T/err")" \
    'until it is ended at https:.*access-tokens'
forget

# --- login -------------------------------------------------------------------

export VICTRON_VRM_USERNAME=owner@example.invalid
printf '%s\n' "$PASSWORD" > "$T/password"
echo wrong > "$T/wrong"

run 77 "a wrong password is refused" login --password-file "$T/wrong"
like "as a matter of the password" "$(cat "$T/err")" \
    'login of owner@example.invalid: VRM answered 401: .*Invalid credentials'
like "with advice" "$(cat "$T/err")" 'check the e-mail address'
run 78 "a password file that is not there" login --password-file "$T/nothing"
ok "nothing was saved" test ! -e "$token_file"

sim_delete /sim/requests
run 0 "login makes an access token" login --password-file "$T/password" \
    --expires 90d
is "which is what is saved" "$(saved scheme)" Token
is "with its expiry" "$(saved expires_at)" \
    "$(date -ud 2026-10-18T12:00:00Z +%s)"
like "by login, creation and logout" \
    "$(sed -n 's/ [0-9]*$//p' "$T/sim.log" | tail -5 | tr '\n' ' ')" \
    'POST /v2/auth/login .*POST .*/accesstokens/create .*GET /v2/auth/logout'
secrets >> "$T/secrets"
run 0 "tokens lists it" tokens
like "by the host's name, marked" "$(cat "$T/out")" \
    'vrm-tools .* 2026-07-20T12:00:00Z \(in use here\)'
run 0 "tokens as JSON" tokens --format json
is "has no token in it" "$(jq -c '[.schema, ([.data[] | has("token")] |
    unique)]' "$T/out")" '[1,[false]]'

VRM_NOW=2026-07-20T12:00:01Z \
    run 0 "a login can be kept" login --password-file "$T/password" --keep-login
is "then the JWT is saved" "$(saved scheme)" Bearer
secrets >> "$T/secrets"
run 0 "logout ends it at VRM" logout
like "with a request" "$(tail -1 "$T/sim.log")" 'GET /v2/auth/logout 200'
ok "and here" test ! -e "$token_file"

VICTRON_VRM_PASSWORD=$PASSWORD VRM_NOW=2026-07-20T12:00:02Z \
    run 0 "the password may come from the environment" login
forget

sim_post '/sim/account?twofactor=app'
run 77 "a second factor is wanted" login --password-file "$T/password"
like "and how to give it" "$(cat "$T/err")" 'vrm-auth login --sms-code CODE'
VRM_NOW=2026-07-20T12:00:03Z run 0 "the code keeps its leading zero" login \
    --password-file "$T/password" --sms-code 012345
forget
sim_post /sim/fault '{"path": "auth/login", "status": 502, "count": 1}'
run 69 "a code is good for one login: it is not sent again" login \
    --password-file "$T/password" --sms-code 012345
is "not even after an outage" "$(tail -1 "$T/sim.log" | cut -d' ' -f2-3)" \
    "/v2/auth/login 502"
sim_delete /sim/fault
run 77 "a wrong code is refused" login --password-file "$T/password" \
    --sms-code 999999
sim_post '/sim/account?twofactor=off'
forget

sim_post '/sim/account?login=retired'
run 77 "where VRM retired logins that is said" login \
    --password-file "$T/password"
like "with the way that works" "$(cat "$T/err")" 'vrm-auth token set'
sim_post '/sim/account?login=on'
unset VICTRON_VRM_USERNAME
run 64 "without a user name and a terminal there is no login" login
forget

# --- rotate and revoke, both generations of paths ----------------------------

second=10
for api in 2025 2026; do
	sim_post "/sim/account?tokens=$api"
	first=$(sim_curl -d '' "$SIM_URL/sim/token?name=first-$api")
	echo "$first" | vrm-auth token set
	VRM_NOW=2026-07-20T12:00:${second}Z run 0 \
	    "rotate works with the paths of $api" rotate --expires 30d
	second=$((second + 1))
	is "another token is saved ($api)" \
	    "$([ "$(saved token)" != "$first" ] && echo another)" another
	is "the old one is dead ($api)" "$(sim_curl -o /dev/null -w '%{http_code}' \
	    -H "X-Authorization: Token $first" "$SIM_URL/v2/users/me")" 401
	secrets >> "$T/secrets"
	run 0 "revoke --this ends it ($api)" revoke --this
	ok "and forgets it ($api)" test ! -e "$token_file"
	rm -f "$VRM_STATE_DIR/rate.json"
done
sim_post '/sim/account?tokens=both'
echo "$SIM_TOKEN" | vrm-auth token set
run 64 "revoke never sends a star" revoke '*'
run 64 "nor anything that is no number" revoke ../me
run 77 "revoking what is not there is refused" revoke 4711

# what makes something is not asked for twice: VRM may have done it
sim_post /sim/fault '{"path": "accesstokens/create", "truncate": 10}'
tail_from=$(wc -l < "$T/sim.log")
VRM_NOW=2026-07-20T12:00:29Z run 69 "a creation whose answer breaks off" rotate
is "is not tried again: there would be two" \
    "$(tail -n +"$((tail_from + 1))" "$T/sim.log" | grep -c /create)" 1
like "and says so" "$(cat "$T/err")" \
    'new access token "vrm-tools .*: VRM may have done it all the same$'
is "the old one stays" "$(saved token)" "$SIM_TOKEN"
sim_delete /sim/fault

# a crash between making and revoking loses neither: the new one is saved
sim_post /sim/fault '{"path": "accesstokens", "method": "DELETE", "status": 500, "count": 4}'
VRM_NOW=2026-07-20T12:00:30Z run 69 "a rotation that cannot revoke says so" rotate
like "and which one lives on" "$(cat "$T/err")" 'new token is in use'
VRM_NOW=2026-07-20T12:03:30Z run 0 "the new one works" status
VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_NOW=2026-07-20T12:03:30Z \
    run 0 "and so does the old one" status
sim_delete /sim/fault
secrets >> "$T/secrets"
forget

# --- demo, and who goes first ------------------------------------------------

run 0 "the demo account needs no password" demo
is "and is user 22" "$(saved user)" 22
forget
echo "$SIM_TOKEN" | vrm-auth token set
echo "$SIM_TOKEN" > "$T/token"
VICTRON_VRM_TOKEN_FILE=$T/token run 0 "a token file goes before the saved" status
like "and is named" "$(cat "$T/out")" 'VICTRON_VRM_TOKEN_FILE \(environment\)'
VICTRON_VRM_TOKEN=$SIM_TOKEN VICTRON_VRM_TOKEN_FILE=/nonexistent \
    run 0 "the environment's token goes before both" status
VICTRON_VRM_TOKEN="$SIM_TOKEN
" run 0 "even with a newline" status
VICTRON_VRM_TOKEN=bad$'\n'token run 78 "not with one inside" status

# --- from systemd, and from a password manager -------------------------------

# where STATUS "sentence": status, and where its token came from
where() { run "$@" status; }
forget
mkdir "$T/credentials"
printf '%s\n' "$SIM_TOKEN" > "$T/credentials/VICTRON_VRM_TOKEN"
CREDENTIALS_DIRECTORY=$T/credentials where 0 "a credential of systemd serves"
like "and is named" "$(cat "$T/out")" "VICTRON_VRM_TOKEN \\($T/credentials/"
CREDENTIALS_DIRECTORY=$T/credentials VICTRON_VRM_TOKEN=0123 \
    where 77 "the environment goes before it"
CREDENTIALS_DIRECTORY=$T/credentials run 0 "the settings mask it" --show-config
is "with its place" "$(grep '^VICTRON_VRM_TOKEN=' "$T/out")" \
    "VICTRON_VRM_TOKEN=********  # $T/credentials/VICTRON_VRM_TOKEN"
CREDENTIALS_DIRECTORY=$T/nothing where 78 "an empty place of credentials is none"

export VICTRON_VRM_TOKEN_COMMAND="cat '$T/token'"
where 0 "a helper's first line is the token"
like "and is named too" "$(cat "$T/out")" 'VICTRON_VRM_TOKEN_COMMAND \(environment\)'
run 0 "a command is no secret" --show-config
is "and is shown" "$(grep '^VICTRON_VRM_TOKEN_COMMAND=' "$T/out")" \
    "VICTRON_VRM_TOKEN_COMMAND=cat '$T/token'  # environment"
VICTRON_VRM_TOKEN=0123 where 77 "a token of the same place goes before it"
VICTRON_VRM_TOKEN_COMMAND="sh -c 'echo locked >&2; exit 2'" \
    where 78 "a helper that fails is a matter of configuration"
like "its words are passed on" "$(cat "$T/err")" '^locked$'
like "it is named with its status" "$(cat "$T/err")" \
    'VICTRON_VRM_TOKEN_COMMAND \(environment\): sh: failed with status 2$'
VICTRON_VRM_TOKEN_COMMAND="$T/nothing" where 78 "a helper that is not there too"
VICTRON_VRM_TOKEN_COMMAND="echo two words" where 78 "or one that prints no token"
unset VICTRON_VRM_TOKEN_COMMAND
printf '{"type":"gap"}\n' > "$T/gaps"
is "a helper does not read our stdin" "$(VICTRON_VRM_TOKEN_COMMAND="sh -c 'cat >&2;
    cat $T/token'" vrm-auth status 2>&1 < "$T/gaps" | grep -c gap)" 0
VICTRON_VRM_USERNAME=owner@example.invalid \
    VICTRON_VRM_PASSWORD_COMMAND="cat $T/password" VRM_NOW=2026-07-20T12:03:40Z \
    run 0 "the password may come from a helper" login
forget

# --- at a terminal -----------------------------------------------------------

# typed TEXT: "vrm-auth token set; stty" on a terminal of its own, TEXT typed
# once it asks; what the terminal showed is in $T/shown
typed() {
	rm -f "$T/keys"
	mkfifo "$T/keys"
	: > "$T/shown"
	env --default-signal=INT script -qfec "trap : INT; vrm-auth token set;
	    stty -a | grep -o -- '-*echo '" "$T/shown" < "$T/keys" \
	    > "$T/out" 2>&1 &
	exec 8> "$T/keys"
	eventually grep -q 'not shown' "$T/shown"
	printf '%b' "$1" >&8
	wait $!
	exec 8>&-
	cat "$T/shown" >> "$T/printed"
}
# a bare root may have no pseudo-terminals
if script -qec true "$T/shown" >"$T/out" 2>&1; then
	forget
	typed "$SIM_TOKEN\\n"
	is "a typed token is saved" "$(saved token)" "$SIM_TOKEN"
	is "and not shown" "$(grep -c "$SIM_TOKEN" "$T/shown")" 0
	like "the echo is back afterwards" "$(cat "$T/shown")" '^echo '
	typed '\003'
	like "the echo is back after Ctrl-C too" "$(cat "$T/shown")" '^echo '
fi

# --- secrets -----------------------------------------------------------------

echo "$SIM_TOKEN" | vrm-auth token set
run 0 "the settings show no secret" --show-config
run 0 "verbosity shows none either" status -v
is "no secret was ever printed" \
    "$(sort -u "$T/secrets" | grep -v '^$' | grep -cFf - "$T/printed")" 0
is "nor written outside private/" \
    "$(sort -u "$T/secrets" | grep -v '^$' | grep -rlFf - "$VRM_STATE_DIR" |
    grep -cv /private/)" 0
done_testing
