# powercut.awk - what a power cut would take, told from strace -f -y
#
#	awk -v root=DIR -v had="FILE..." -f powercut.awk TRACE
#
# had: what was there before.  Prints, of files below root, each promise that
# came before the fsync that makes it true: an exit that acknowledges while
# something kept is not on disk (bytes, name or directory), a rename of bytes
# that are not, a segment that goes before its lines are elsewhere, and a state
# file that is written in place.  Last a count of what was looked at.

function parent(p) { sub(/\/[^\/]*$/, "", p); return p }
function ours(p) { return index(p, root "/") == 1 && p !~ /(\.lock|-shm)$/ }
# what an acknowledgement rests on
function kept(p) {
	return p ~ /\/spool\/[0-9a-f]+\/[0-9-]+$/ ||
	    p ~ /\/(rejected\.ndjson(\.1)?|vrm\.db(-wal)?|token\.json)$/
}
function may_grow(p) {
	return p ~ /\/(rejected\.ndjson|polls\.ndjson|vrm\.db(-wal|-journal)?)$/
}
# the path in <> behind the descriptor that is the first argument
function of_fd(line) {
	if (!match(line, /\([0-9]+<[^>]*>/))
		return ""
	line = substr(line, RSTART + 1, RLENGTH - 2)
	sub(/^[0-9]+</, "", line)
	sub(/ \(deleted\)$/, "", line)
	return line
}
# the nth string
function string(line, n,    part) {
	split(line, part, "\"")
	return part[2 * n]
}
function not_on_disk(p) {
	if (bytes[p])
		return "its bytes"
	for (; index(p, root "/") == 1; p = parent(p))
		if (name[p])
			return "the name " p
	return ""
}
function check_all(what,    p) {
	for (p in seen)
		if (kept(p) && !(p in gone) && not_on_disk(p) != "")
			print what ": " p ": " not_on_disk(p)
}

BEGIN {
	n = split(had, list, " ")
	for (i = 1; i <= n; i++)
		there[list[i]] = 1
}
{ sub(/^(\[pid +)?[0-9]+\]? +/, "") }
/ = -1 / { next }
/^openat\(.*O_CREAT/ {
	p = string($0, 1)
	if (p !~ /^\//) { p = $0; sub(/.* = [0-9]+</, "", p); sub(/>$/, "", p) }
	if (!ours(p))
		next
	if (!(p in there)) {
		name[p] = 1
		there[p] = 1
	}
	seen[p] = 1
	delete gone[p]
}
/^mkdir\(/ {
	name[string($0, 1)] = 1
}
/^(write|pwrite64|ftruncate)\(/ {
	p = of_fd($0)
	if (!ours(p))
		next
	bytes[p] = seen[p] = 1
	written++
	if (p !~ /\.new$/ && !may_grow(p))
		print "written in place: " p
}
/^(fsync|fdatasync)\(/ {
	p = of_fd($0)
	sub(/\/$/, "", p)
	bytes[p] = 0
	synced++
	for (q in name)
		if (parent(q) == p)
			name[q] = 0
}
/^rename(at2?)?\(/ {
	p = string($0, 1)
	q = string($0, 2)
	if (!ours(q))
		next
	if (bytes[p])
		print "renamed before fsync: " q
	bytes[q] = bytes[p]
	name[q] = seen[q] = there[q] = 1
	gone[p] = 1
	delete gone[q]
	delete there[p]
}
/^unlink\(/ {
	p = string($0, 1)
	if (!ours(p))
		next
	gone[p] = 1
	delete there[p]
	if (p ~ /\/spool\//)
		check_all("removed " p " first")
}
/^exit_group\((0|65|75)\)/ {
	check_all("exit " $0)
	acknowledged++
}
END {
	print acknowledged + 0, "acknowledged,",
	    (written > 0 ? "some" : "none"), "written,",
	    (synced > 0 ? "some" : "none"), "synced"
}
