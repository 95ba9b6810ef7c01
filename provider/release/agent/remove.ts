/** Part of the agent: taking a release away for good. */
export const remove = `
# erase: what was placed, then the state directory. It is renamed first: half a state directory is never seen.
erase() {
  take_away ''
  gone=$(mktemp -d "$base/.incoming-gone-XXXXXX") && mv -T "$state" "$gone" && rm -rf "$gone"
  rmdir "$base/$instance" "$base" 2>/dev/null || :
}

remove() {
  state=$base/$instance/$name
  if ! lock ''; then
    say "release $instance/$name is not there: nothing to remove"
    exit 0
  fi
  sweep
  if [ -n "$owner" ] && [ -s "$state/owner" ] && [ "$(cat "$state/owner")" != "$owner" ]; then
    say "release $instance/$name was put there by another deployment, $(cat "$state/owner"), and stays"
    exit 0
  fi
  at=$state/current
  [ -d "$at/.parley" ] || at=$state/releases/$(ls "$state/releases" 2>/dev/null | sort -n | tail -n 1)
  say "deactivating $instance/$name"
  if [ -d "$at/.parley" ] && ! run deactivate "$at" 1800; then
    complain "parley: deactivating $instance/$name failed, nothing was deleted:"
    show "$at"
    exit 1
  fi
  erase
  say "release $instance/$name is removed"
}
`;
