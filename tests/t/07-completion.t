#!/bin/bash
# What --completion prints lets a shell complete command lines: bash, and zsh
# and fish where they are installed.
. "$(dirname "$0")/lib.sh"
export VRM_NOW=2025-12-10T12:02:00Z

programs="vrm-auth vrm-fetch vrm-store vrm-query vrm-health"
for s in bash zsh fish; do
	mkdir "$T/$s"
	for p in $programs; do
		"$p" --completion $s >"$T/$s/_$p"
	done
done
# shellcheck disable=SC2016 # that is the point
printf '%s\n' '{"type":"site","installation_id":"410001","name":"Boathouse"}' \
    '{"type":"site","installation_id":"410002","name":"$(touch '"$T"'/bad)"}' \
    '{"type":"site","installation_id":"410003","name":"Boat two"}' | vrm-store

# long PROGRAM: the options that --help explains
long() {
	"$1" --help | sed -n '/^options:/,/^examples:/s/^  .\{4\}\(--[a-z0-9-]*\).*/\1/p' |
	    sort
}

cat >"$T/ask.bash" <<'END'
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
f=${1//-/_}
"_$f"
printf '%s\n' "${COMPREPLY[@]}"
END
# bash_says WORD...: what may stand for the last one
bash_says() {
	bash "$T/ask.bash" "$T/bash/_$1" "$@"
}
in_a_row() {
	paste -sd' '
}
is "bash: commands" "$(bash_says vrm-query cov | in_a_row)" coverage
is "options of a command alone" "$(bash_says vrm-query sites --d |
    in_a_row)" "--database --describe"
is "also behind other words" "$(bash_says vrm-query -s x history --li)" --limit
is "the values of an option" "$(bash_says vrm-query current --format js)" json
is "by its letter too" "$(bash_says vrm-query current -f cs)" csv
is "sites by name, whatever their case" \
    "$(bash_says vrm-query current --site boat | in_a_row)" 'Boathouse Boat\ two'
is "and by number" "$(bash_says vrm-query current -s 41 | in_a_row)" \
    "410001 410002 410003"
is "what a site is called is never run" \
    "$(bash_says vrm-query current -s '$'; ls "$T/bad" 2>/dev/null)" \
    "\\\$\\(touch\\ $T/bad\\)"
is "the second word of a command" "$(bash_says vrm-auth token '')" set
touch "$T/home/a.conf"
is "files" "$(cd "$T/home" && bash_says vrm-store --config a)" a.conf
for p in $programs; do
	is "every option of $p" "$(long "$p")" "$({
	    bash_says "$p" --
	    "$p" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]\+\).*/\1/p' |
		while read -r c; do bash_says "$p" "$c" --; done
	    } | grep ^-- | sort -u)"
done

if command -v fish >/dev/null; then
	# fish_says LINE: what may stand at its end
	fish_says() {
		fish --no-config -c "source $T/fish/_${1%% *}; complete -C '$1'" |
		    cut -f1 | in_a_row
	}
	is "fish: commands" "$(fish_says 'vrm-query cov')" coverage
	is "options of a command alone" "$(fish_says 'vrm-query sites --d')" \
	    "--database --describe"
	is "values" "$(fish_says 'vrm-query current --format js')" json
	is "sites" "$(fish_says 'vrm-query current --site boat')" \
	    "Boat two Boathouse"
	is "the second word of a command" "$(fish_says 'vrm-auth token s')" set
else
	ok "fish # skip it is not installed" true
fi

if command -v zsh >/dev/null; then
	# a terminal of zsh's own, where Tab completes the line
	cat >"$T/ask.zsh" <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
zpty -w z "show() { print -r -- '<'\$BUFFER'>' }; zle -N show"
zpty -w z "bindkey '^X' show; print BE''GIN"
zpty -r z line '*BEGIN*'
zpty -w -n z "$2"$'\t\C-X'
zpty -r z line '*<*>*'
print -r -- "$line"
END
	# zsh_makes LINE: what becomes of it
	zsh_makes() {
		zsh -f "$T/ask.zsh" "$T/zsh" "$1" | sed -n 's/.*<\(.*\)>.*/\1/p'
	}
	is "zsh: commands" "$(zsh_makes 'vrm-query cov')" "vrm-query coverage "
	is "options of a command alone" "$(zsh_makes 'vrm-query history --li')" \
	    "vrm-query history --limit "
	is "values" "$(zsh_makes 'vrm-query current -f js')" \
	    "vrm-query current -f json "
	is "sites" "$(zsh_makes 'vrm-query sites --site Boath')" \
	    "vrm-query sites --site Boathouse "
	is "the second word of a command" "$(zsh_makes 'vrm-auth token s')" \
	    "vrm-auth token set "
else
	ok "zsh # skip it is not installed" true
fi

done_testing
