/**
 * Part of the agent: files that stand outside the release's directory, and the `current` link.
 *
 * Ours is what a release in the state directory lists. Nothing else is ever overwritten or deleted.
 */
export const placed = String.raw`
listed() { cut -f2 "$1/.parley/placed" | grep -qxF -e "$2"; }
draft_of() { printf '%s/.parley-%s.new' "$(dirname "$1")" "$(basename "$1")"; }
attributes() { stat -c '%a %u %g' "$1"; }
present() { [ -e "$1" ] || [ -L "$1" ]; }
same() { [ -f "$2" ] && [ ! -L "$2" ] && cmp -s "$1" "$2"; }

# refuse_foreign RELEASE: complains about every place that is taken by a file of somebody else.
refuse_foreign() {
  foreign=
  while IFS=$tab read -r file at; do
    if [ ! -d "$(dirname "$root$at")" ]; then
      complain "parley: $at cannot be placed: $(dirname "$at") does not exist on this host"
      foreign=1
    elif present "$root$at" && ! same "$1/$file" "$root$at"; then
      ours=
      for other in "$state"/releases/*; do
        [ "$other" = "$1" ] || ! listed "$other" "$at" || ours=1
      done
      if [ -z "$ours" ] || [ -d "$root$at" ]; then
        complain "parley: $at is not Parley's: move it away, or choose another name"
        foreign=1
      fi
    fi
  done <"$1/.parley/placed"
  [ -z "$foreign" ]
}

# put FILE PLACE: the place holds the old file or the new one at any moment, never a part of it.
# The draft's name begins with a dot and ends in .new, so that programs watching the directory pass over it.
put() {
  if same "$1" "$2" && [ "$(attributes "$1")" = "$(attributes "$2")" ]; then return 0; fi
  draft=$(draft_of "$2")
  rm -f "$draft"
  cp --preserve=mode,ownership "$1" "$draft" && sync "$draft" && mv -fT "$draft" "$2" && sync "$(dirname "$2")"
}

# take_away KEEP: removes what other releases placed and KEEP (may be empty: nothing) does not.
take_away() {
  all=$(cat "$state"/releases/*/.parley/placed | cut -f2 | sort -u)
  [ -n "$all" ] || return 0
  # Of runs that were killed.
  printf '%s\n' "$all" | sed 's,\(.*\)/,\1/.parley-,; s,$,.new,' | while IFS= read -r draft; do
    if present "$root$draft"; then rm -f "$root$draft"; fi
  done
  gone=$all
  [ -z "$1" ] || gone=$(printf '%s\n' "$all" | awk -F "$tab" 'kept { keep[$2]; next } !($0 in keep)' kept=1 "$1/.parley/placed" kept= -)
  [ -n "$gone" ] || return 0
  for other in "$state"/releases/*; do
    [ "$other" != "$1" ] && [ -f "$other/.parley/placed" ] || continue
    while IFS=$tab read -r file at; do
      printf '%s\n' "$gone" | grep -qxF -e "$at" || continue
      if same "$other/$file" "$root$at"; then rm -f "$root$at"; fi
    done <"$other/.parley/placed"
  done
  printf '%s\n' "$gone" | while IFS= read -r at; do
    if present "$root$at"; then say "  $at was changed by somebody else and stays"; fi
  done
}

# enforce RELEASE: current points to it, its files stand in their places.
enforce() {
  rm -f "$state/.current"
  ln -s "releases/$(basename "$1")" "$state/.current" && mv -fT "$state/.current" "$state/current" || return 1
  while IFS=$tab read -r file at; do
    put "$1/$file" "$root$at" || return 1
  done <"$1/.parley/placed"
  take_away "$1"
}
`;
