# judge.awk - the simulator's log of a proof, judged
#
# Between "= NAME SECONDS" and "- STATUS... rate.json" stand the requests of one
# run as they came.  rate.json tells to the millisecond when they left; that
# there are as many of them is counted here.

function path_of(line,    p) {
	p = line
	sub(/\?.*/, "", p)
	return p
}

# The times of one list of rate.json into cur[]; how many.
function read_list(text, name,    list, n, i, at) {
	if (!match(text, "\"" name "\":\\[[0-9,]*\\]"))
		return 0
	list = substr(text, RSTART + length(name) + 4)
	sub(/\].*/, "", list)
	n = split(list, at, ",")
	for (i = 1; i <= n; i++)
		cur[at[i]]++
	return n
}

# What is in cur[] and was not in seen[]: into times[], in order.
function take_new(    t, i, k, new) {
	new = 0
	for (t in cur)
		for (i = cur[t] - seen[t]; i > 0; i--) {
			new++
			for (k = ++n_times; k > 1 && times[k - 1] > t + 0; k--)
				times[k] = times[k - 1]
			times[k] = t + 0
		}
	delete seen
	for (t in cur)
		seen[t] = cur[t]
	return new
}

$1 == "=" {
	name = $2
	requests = row = 0
	worst = refused = logins = 0
	delete tries
	next
}
$2 ~ /^\/v2/ {
	bad = $NF == "scripted"
	code = bad ? $(NF - 1) : $NF
	requests++
	total++
	faults += bad
	key = $1 path_of($2)
	tries[key] = bad ? tries[key] + 1 : 0
	if (tries[key] > worst)
		worst = tries[key]
	refused += code == 401
	if ($2 ~ /auth\/login/) {
		all_logins++
		logins++
	}
	next
}
$1 == "-" {
	delete cur
	polls_used = read_list($0, "poll")
	extras_used = read_list($0, "extra")
	if (extras_used > most_extra)
		most_extra = extras_used
	counted = take_new()
	if (counted != requests) {
		miscounted++
		print "! line " NR ": " requests " sent, " counted " counted"
	}
	if (logins > most_logins)
		most_logins = logins
	runs[name]++
	unsent[name] += requests == 0
	sent[name] += requests
	if ($2 != 0) {
		failed[name]++
		why = worst >= 4 ? "hopeless" : refused > 1 ? "refused" : \
		    extras_used >= 25 ? "starved" : "missed"
		lost[why]++
		if (why == "missed" || why == "starved")
			print "! line " NR ": " why
	}
	store_failed += $3 != 0
	next
}
END {
	for (i = 1; i <= n_times; i++) {
		while (times[i] - times[first + 1] >= 3600000)
			first++
		if (i - first > busiest)
			busiest = i - first
	}
	print "requests " total + 0
	print "faults " faults + 0
	print "busiest_hour " busiest + 0
	print "miscounted " miscounted + 0
	print "most_extra " most_extra + 0
	print "logins " all_logins + 0
	print "logins_at_once " most_logins + 0
	print "store_failed " store_failed + 0
	for (n in runs)
		print n " " runs[n] "\n" n "_failed " failed[n] + 0 "\n" \
		    n "_unsent " unsent[n] + 0 "\n" n "_requests " sent[n]
	split("hopeless refused starved missed", all, " ")
	for (i = 1; i <= 4; i++)
		print all[i] " " lost[all[i]] + 0
}
