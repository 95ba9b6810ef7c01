/**
 * Part of the agent: how what is there differs from what was delivered.
 *
 * Answers on standard output, a line for each finding, its fields parted by tabs; see ../status.ts. Texts are in base64.
 * The content of a file that holds a secret stays on the host.
 */
export const status = String.raw`
checksum() { sha256sum <"$1" 2>/dev/null | cut -c1-64; }
encoded() { head -c 262144 | base64 | tr -d '\n'; }

# changed_files RELEASE: those whose content is not what was delivered. One program looks at all of them.
changed_files() {
  awk -F '\t' '{ print $1 "  " $5 }' "$1/.parley/files" |
    (cd "$1" && sha256sum --check --quiet 2>/dev/null) | sed -n 's/: FAILED.*$//p'
}

# compared WHAT FILE PLACE: says how the file at a place differs from the line that sum, mode, owner and kind are from.
compared() {
  if [ ! -f "$3" ] || [ -L "$3" ]; then printf '%s\t%s\tmissing\n' "$1" "$2"; return; fi
  if [ "$(checksum "$3")" != "$sum" ]; then
    content=
    [ "$kind" = secret ] || content=$(encoded <"$3")
    printf '%s\t%s\tcontent\t%s\n' "$1" "$2" "$content"
  fi
  now=$(stat -c '%a %u:%g' "$3")
  [ "$now" = "$mode $owner" ] || printf '%s\t%s\tattributes\t%s\n' "$1" "$2" "$now"
}

compare_files() {
  while IFS=$tab read -r sum mode owner kind file; do
    compared file "$file" "$1/$file"
    while IFS=$tab read -r placed at; do
      [ "$placed" != "$file" ] || compared "placed$tab$at" "$file" "$root$at"
    done <"$1/.parley/placed"
  done <"$1/.parley/files"
}

# observe RELEASE: notes what runs, as its observe command tells it.
observe() {
  if run observe "$state/current" 60; then mv -f "$1/.parley/log" "$1/.parley/observed"
  else say '  what runs could not be noted: a refresh will not see whether it is changed'; rm -f "$1/.parley/observed"; fi
}

status() {
  state=$base/$instance/$name
  if ! lock ''; then echo gone; return; fi
  printf 'owner\t%s\n' "$(cat "$state/owner" 2>/dev/null)"
  there=$state/releases/$(basename "$(readlink "$state/current")" 2>/dev/null)
  if [ ! -f "$there/.parley/id" ]; then echo none; echo end; return; fi
  printf 'release\t%s\n' "$(cat "$there/.parley/id")"
  [ -f "$there/.parley/healthy" ] || echo unfinished
  # One that an older Parley delivered has no list.
  [ ! -f "$there/.parley/files" ] || compare_files "$there"
  seen=
  if [ -f "$there/.parley/observed" ]; then
    run observe "$state/current" 60
    if ! cmp -s "$there/.parley/log" "$there/.parley/observed"; then
      seen=1
      printf 'observed\t%s\t%s\n' "$(encoded <"$there/.parley/observed")" "$(cleaned "$there" | encoded)"
    fi
  fi
  # What was restarted a moment ago may still be on its way; what was taken away is not.
  if [ -n "$seen" ]; then run check "$state/current" 60; else healthy "$there"; fi ||
    printf 'check\t%s\n' "$(cleaned "$there" | tail -n 20 | encoded)"
  echo end
}
`;
