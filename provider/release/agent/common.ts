/**
 * Part of the agent: words to the operator, running a release's commands, the lock.
 *
 * Shell inside template literals: no braces after a dollar sign, no backticks.
 */
export const common = String.raw`
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
umask 022

root=$PARLEY_AGENT_ROOT
base=$root/var/lib/parley
tab=$(printf '\t')
child="" stopped="" previous="" half="" here=""

# The operator's end may be gone: a word that nobody hears must not end a deployment halfway.
# Everything goes to standard error: that is the stream that Pulumi shows while the command runs.
trap : PIPE
say() { printf '%s\n' "$*" >&2 2>/dev/null || :; }
complain() { say "$@"; }
die() { status=$1; shift; complain "parley: $*"; exit "$status"; }

# cleaned RELEASE: what its command printed, without the release's secrets.
cleaned() {
  awk -v list="$1/.parley/secrets" '
    function clean(line, hidden,   out, at) {
      while ((at = index(line, hidden)) > 0) {
        out = out substr(line, 1, at - 1) "(secret)"
        line = substr(line, at + length(hidden))
      }
      return out line
    }
    BEGIN { while ((getline line < list) > 0) hidden[++n] = line }
    { for (i = 1; i <= n; i++) $0 = clean($0, hidden[i]); print }' "$1/.parley/log"
}

# show RELEASE: the last of it, for the operator. On a full disk nothing was printed.
show() {
  if [ -s "$1/.parley/log" ]; then cleaned "$1" | tail -n 20 | sed 's/^/  | /' >&2 || :
  else complain '  | (it printed nothing)'; fi
  free=$(df --output=avail --block-size=1K "$base" | tail -n 1)
  [ "$free" -ge 1024 ] || complain "parley: no space left on this host: $free KiB are free for $base. Make room, then deploy again."
}

# A signal ends the command at work with everything it started; what was under way is then undone.
interrupt() {
  stopped=1
  [ -z "$child" ] || kill -TERM -- "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null || :
}
trap interrupt TERM HUP INT

# run COMMAND DIRECTORY SECONDS: output goes to the release's log.
# The command keeps the lock (descriptor 9) open: should the agent be killed, the next one waits for it to end.
run() {
  [ -z "$stopped" ] || return 1
  (cd "$2" && exec setsid timeout -k 10 "$3" sh ".parley/$1") </dev/null >"$2/.parley/log" 2>&1 8<&- &
  child=$!
  wait "$child"
  status=$?
  # A trap ends the wait early.
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  child=
  [ "$status" -ne 124 ] || printf 'did not end within %s seconds\n' "$3" >>"$2/.parley/log"
  [ -z "$stopped" ] && [ "$status" -eq 0 ]
}

uptime_seconds() { cut -d. -f1 /proc/uptime; }

# pause SECONDS: before the next try, when so many have passed. Short at first, because most is well in a moment; where
# fractions are not understood (POSIX has none), a second.
pause() {
  if [ "$1" -lt 5 ]; then sleep 0.25 2>/dev/null || sleep 1; else sleep 1; fi
}

# healthy RELEASE: its check again and again, until it succeeds or its time is over. RELEASE must be current.
healthy() {
  limit=$(cat "$1/.parley/checkSeconds")
  began=$(uptime_seconds)
  passed=0 told=0
  while [ "$passed" -le "$limit" ]; do
    run check "$state/current" "$((limit - passed + 1))" && return 0
    [ -z "$stopped" ] || return 1
    # 100: it will not get better.
    [ "$status" -ne 100 ] || return 1
    pause "$passed"
    passed=$(($(uptime_seconds) - began))
    [ $((passed - told)) -lt 10 ] || { told=$passed; say "  not healthy yet, $passed of $limit seconds"; }
  done
  return 1
}

# lock MAKE: one run at a time for each release. The directory itself is the lock, so that nothing is left over.
lock() {
  limit=$PARLEY_AGENT_WAIT
  [ -n "$limit" ] || limit=600
  while :; do
    [ -z "$1" ] || mkdir -p "$state/releases" || exit 2
    if [ ! -d "$state" ]; then return 1; fi
    { command exec 9<"$state"; } 2>/dev/null || continue
    if ! flock -n 9; then
      say "another run is at work on $instance/$name, waiting for up to $limit seconds"
      flock -w "$limit" 9 || die 2 "another run still works on $instance/$name (process $(holders)): nothing was changed. Wait for it, or end it, and try again."
    fi
    # Whoever held it may have removed the directory.
    [ "$(stat -c %i "$state" 2>/dev/null)" != "$(stat -Lc %i /proc/self/fd/9)" ] || return 0
  done
}

holders() {
  for fd in /proc/[0-9]*/fd/9; do
    [ "$(readlink "$fd")" != "$state" ] || echo "$fd" | cut -d/ -f3
  done | grep -vx "$$" | tr '\n' ' ' | sed 's/ $//'
}

# Leftovers of runs that were killed while they received their release. A live run holds a lock on its directory.
sweep() {
  for left in "$base"/.incoming-*; do
    [ -d "$left" ] && [ "$left" != "$here" ] || continue
    [ -n "$(find "$left" -maxdepth 0 -mmin +1)" ] || continue
    flock -n "$left" rm -rf "$left" || :
  done
}
`;
