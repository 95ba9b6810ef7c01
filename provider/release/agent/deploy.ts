/**
 * Part of the agent: putting a release in force, and back to the one before when that fails.
 *
 * A release is good when it carries the `healthy` mark. The mark is the last thing written, so after a kill at any
 * moment the newest marked release is the one to go back to, and whatever lacks the mark is a leftover.
 */
export const deploy = String.raw`
releases() { ls "$state/releases" | sort -n; }
marked() { releases | while read -r release; do [ ! -f "$state/releases/$release/.parley/healthy" ] || echo "$release"; done; }
unmarked() { releases | while read -r release; do [ -f "$state/releases/$release/.parley/healthy" ] || echo "$release"; done; }
drop() { while read -r release; do rm -rf "$state/releases/$release"; done; }

deploy() {
  here=$(dirname "$0")
  trap 'rm -rf "$here"' EXIT
  [ -f "$here/complete" ] || die 2 'the transfer broke off, nothing was changed'
  instance=$(cat "$here/release/.parley/instance")
  name=$(cat "$here/release/.parley/name")
  id=$(cat "$here/release/.parley/id")
  state=$base/$instance/$name
  lock make
  sweep
  previous=$(marked | tail -n 1)
  [ -z "$(unmarked)" ] || half=1
  release=$(printf '%04d' "$(($(releases | tail -n 1 | cut -d- -f1 | sed 's/^0*//') + 1))")-$id
  new=$state/releases/$release
  mv -T "$here/release" "$new" || { rm -rf "$new"; die 2 'cannot write to the state directory, nothing was changed'; }
  # Output of its commands stays there; only root may read it.
  chmod 700 "$new/.parley"
  # These files only: the whole file system may hold minutes of somebody's unwritten recordings.
  find "$new" -type f -exec sync {} +

  # Whoever still reads the old content of such a file has to be told to read it again: activate is.
  { cat "$state/current/.parley/changed"; changed_files "$state/current"; } 2>/dev/null | sort -u >"$new/.parley/changed"
  refuse_foreign "$new" || { rm -rf "$new"; untouched; exit 2; }
  say "checking release $release"
  if ! run validate "$new" 1800; then
    complain "parley: release $release is not valid$(interrupted):"
    show "$new"
    rm -rf "$new"
    # After a kill the host is between two releases: that is not a state to stay in.
    [ -z "$half" ] || roll_back
    untouched
    exit 1
  fi
  say "switching to release $release"
  enforce "$new" || { complain 'parley: the files could not be put in their places'; roll_back; }
  say 'activating'
  run activate "$state/current" 1800 || { complain "parley: activating release $release failed$(interrupted):"; show "$new"; roll_back; }
  rm -f "$new/.parley/changed"
  say 'waiting for health'
  healthy "$new" || { complain "parley: release $release did not become healthy$(interrupted):"; show "$new"; roll_back; }
  observe "$new"
  # Whose deployment this is: a removal that another one asks for leaves it alone.
  mv -f "$new/.parley/owner" "$state/owner"
  : >"$new/.parley/healthy"
  sync "$new/.parley"
  prune
  say "release $instance/$name $id is in force"
}

interrupted() { [ -z "$stopped" ] || printf ' (interrupted)'; }

untouched() {
  if [ -n "$previous" ]; then complain "parley: the release $previous keeps serving, untouched"
  else complain 'parley: no release was in force, and none is'; fi
}

# roll_back: the release before is put in force again; without one, everything goes.
roll_back() {
  trap : TERM HUP INT
  stopped=
  if [ -n "$previous" ]; then
    say "going back to release $previous"
    before=$state/releases/$previous
    if enforce "$before" && run activate "$state/current" 1800 && healthy "$before"; then
      unmarked | drop
      complain "parley: the release $previous runs again"
      exit 1
    fi
    show "$before"
    die 3 "GOING BACK FAILED TOO: the release $previous is in its place but does not work. Look at $state/current on this host, then deploy again."
  fi
  say 'no release was in force before: removing this one'
  if [ -d "$state/current/.parley" ] && ! run deactivate "$state/current" 1800; then
    show "$state/current"
    die 3 "REMOVING IT FAILED TOO: parts of it may still run. Look at $state/current on this host, then deploy again."
  fi
  erase
  complain 'parley: everything was removed, as before the first deployment'
  exit 1
}

# prune: the last three good releases stay, each content once.
prune() {
  unmarked | drop
  marked | grep -vxF -e "$release" | grep -e "-$id\$" | drop
  marked | head -n -3 | drop
}
`;
