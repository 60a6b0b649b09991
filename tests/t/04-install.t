#!/bin/bash
# make install puts everything in place, make uninstall leaves nothing, and what
# make dist packs can be built.
. "$(dirname "$0")/lib.sh"

case $VRM_BUILD in
"$VRM_ROOT"/build/release) ;;
*) skip_all "make install installs build/release" ;;
esac

quietly() {
	make -s -C "$VRM_ROOT" PREFIX=/opt/vrm DESTDIR="$T/root" "$@" 2>&1
}
installed() {
	(cd "$T/root" && find . ! -type d | sort)
}

is "make install says nothing" "$(quietly install)" ""
P=$T/root/opt/vrm
for p in vrm-auth vrm-fetch vrm-store vrm-query vrm-health; do
	like "$p is there and runs" "$("$P/bin/$p" --version)" \
	    "^$p [0-9]+\.[0-9]+"
	ok "with its manual" test -s "$P/share/man/man1/$p.1"
	is "and what shells complete it by" "$(cd "$P/share" &&
	    cat bash-completion/completions/$p zsh/site-functions/_$p \
	    fish/vendor_completions.d/$p.fish)" "$(for s in bash zsh fish; do
		"$P/bin/$p" --completion $s; done)"
done
like "check_vrm is vrm-health" "$("$P/bin/check_vrm" 2>/dev/null)" '^VRM UNKNOWN'
is "and the other manuals" "$(cd "$P/share/man" && echo man[57]/*)" \
    "man5/vrm-line.5 man5/vrm.conf.5 man7/vrm.7"
for f in cron.d/vrm systemd/vrm@.service \
    systemd/vrm-poll.timer systemd/vrm-heal.timer systemd/vrm-health.timer \
    agent-tools/openai.json agent-tools/anthropic.json \
    agent-tools/victron_tools.py; do
	ok "$f is there" cmp "$P/share/vrm-tools/$f" "$VRM_ROOT/scripts/$f"
done
is "the SQL is there" "$(cd "$P/share/vrm-tools/sql" && find . -name '*.sql' |
    sort)" "$(cd "$VRM_ROOT/sql" && find . -name '*.sql' | sort)"
is "everything is where it belongs" "$(installed |
    grep -vE '^\./opt/vrm/(bin|share/(man/man[157]|vrm-tools|bash-completion/completions|zsh/site-functions|fish/vendor_completions.d))/')" ""

quietly uninstall
is "make uninstall leaves no file" "$(installed)" ""
rm -r "${T:?}/root"
is "and is content where there is none" "$(quietly uninstall)" ""

if git -C "$VRM_ROOT" rev-parse --git-dir >/dev/null 2>&1; then
	is "make dist says nothing" "$(quietly dist DIST="$T")" ""
	tar -xzf "$T"/vrm-tools-*.tar.gz -C "$T"
	is "what it packed builds" "$(make -s -j2 -C "$T"/vrm-tools-*/ all 2>&1)" ""
	ok "and runs" "$T"/vrm-tools-*/build/release/vrm-fetch --version
else
	echo "# no git here: make dist not tried"
fi

done_testing
