#!/bin/sh
# osdex mirror: fetches the files of one list and proves each by its digest before it takes its place.
# The program is fixed and reviewed; the list in osdex_list is data and never becomes code.
# It needs a POSIX shell, curl or wget, and one of sha256sum, shasum and openssl; --help says how to use it.
# Nothing runs before the last line, so a copy that was cut off on its way here does nothing.

# One file a line: <digest> <bytes, or -> <path> <url> [<more urls of the same file>]
osdex_list() {
  cat <<'OSDEX_LIST_END'
# osdex list begins
# osdex list ends
OSDEX_LIST_END
}

print_help() {
  cat <<'END'
Usage: sh mirror.sh [options]          or: curl -fsSL <address> | sh -s -- [options]

Fetches the files of its list into a folder and proves each one by its digest. Files that are there and good
are left alone, downloads that were cut go on where they stopped, and nothing wrong ever takes a good name.

  --to DIR           the folder to fill (default: the present one)
  --only GLOB        only the paths that match, such as '*.iso' or 'debian/*'; may be given again
  --mirror FROM=TO   try urls that start with FROM at TO first; both https:// and ending in /; may be given again
  --list             print what would be fetched, and stop
  --check            fetch nothing; prove what is there
  --quiet            print only what is not good
  --help, --version

Environment: OSDEX_MIRROR_RETRIES  tries of each url when the network fails (default 3)
             OSDEX_MIRROR_PAUSE    seconds between these tries (default 2)
             https_proxy, no_proxy as curl and wget know them; a ~/.curlrc is not read
Exit code: 0 all good; 1 something is missing or wrong; 2 used wrongly, or the list is not plain;
           129, 130 or 143 stopped by a signal, partial files kept
END
}

say() { [ -n "$QUIET" ] || printf '%s\n' "$*"; }
note() { [ -n "$QUIET" ] || printf 'note: %s\n' "$*" >&2; }
give_up() { # exit code, sentence
  printf 'osdex mirror: %s\n' "$2" >&2
  exit "$1"
}
has() { command -v "$1" >/dev/null 2>&1; }

# --- options ---

read_options() {
  DIR=. ACTION=fetch QUIET='' ONLY='' MIRRORS=''
  RETRIES=${OSDEX_MIRROR_RETRIES:-3} PAUSE=${OSDEX_MIRROR_PAUSE:-2}
  case $RETRIES in 0* | *[!0123456789]* | ???*) give_up 2 'OSDEX_MIRROR_RETRIES: expected a number, 1 to 99' ;; esac
  case $PAUSE in *[!0123456789]* | ????*) give_up 2 'OSDEX_MIRROR_PAUSE: expected a number, 0 to 999' ;; esac
  while [ $# -gt 0 ]; do
    option=${1%%=*} value=${1#*=}
    case $1 in
      --to | --only | --mirror)
        [ $# -gt 1 ] || give_up 2 "$1 needs a value; --help says which"
        shift
        value=$1
        ;;
      --to=* | --only=* | --mirror=*) ;;
      *) option=$1 ;;
    esac
    shift
    case $option in
      --to) DIR=$value ;;
      --only) add_glob "$value" ;;
      --mirror) add_mirror "$value" ;;
      --list | --check)
        [ "$ACTION" = fetch ] || give_up 2 'choose one of --list and --check'
        ACTION=${option#--}
        ;;
      --quiet) QUIET=yes ;;
      --help) print_help && exit 0 ;;
      --version) printf 'osdex mirror 1: %s\n' "$(about_list)" && exit 0 ;;
      *) give_up 2 "unknown option: $option; --help lists them" ;;
    esac
  done
  # A leading ./ so that no tool takes a folder named -x for an option.
  case $DIR in '') give_up 2 '--to: expected a folder, found nothing' ;; /*) ;; *) DIR=./$DIR ;; esac
}

add_glob() {
  case $1 in '' | *[[:space:]]*) give_up 2 "--only: expected a pattern without spaces, such as '*.iso'" ;; esac
  ONLY="$ONLY $1"
}

# Both must end in a slash: without it, https://a.org would also change https://a.org.example.
add_mirror() {
  case $1 in */=*/) ;; *) give_up 2 '--mirror: expected FROM/=TO/, both ending in a slash' ;; esac
  if ! plain_url "${1%%=*}" || ! plain_url "${1#*=}"; then give_up 2 '--mirror: expected two plain https:// urls'; fi
  MIRRORS="$MIRRORS $1"
}

# --- the list: checked again here, whatever wrote it ---

# Spelled out, because A-Z means other letters in other locales.
LETTERS_AND_DIGITS=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789
PATH_CHARACTERS="$LETTERS_AND_DIGITS/._+~@-"
URL_CHARACTERS="$LETTERS_AND_DIGITS/._+~@:?,=%&-"

check_list() {
  number=0 files=0
  while IFS= read -r line; do
    number=$((number + 1))
    if ! check_line "$line"; then
      give_up 2 "line $number of the list is not plain: $WHY. Nothing was fetched; get the script again."
    fi
  done <<END
$(osdex_list)
END
  [ "$files" -gt 0 ] || give_up 2 'the list is empty: this is the bare program. Get a script made for a selection.'
  twice=$(osdex_list | grep -v '^#' | cut -d ' ' -f 3 | sort | uniq -d | head -n 1)
  [ -z "$twice" ] || give_up 2 "the list names $twice twice. Nothing was fetched; get the script again."
}

check_line() {
  WHY='found a character that is not plain'
  case $1 in
    *[!\ \#\(\)$URL_CHARACTERS]*) return 1 ;;
    '#'*) return 0 ;;
  esac
  WHY='expected single spaces between the words'
  case " $1 " in *'  '*) return 1 ;; esac
  # shellcheck disable=SC2086 # split on purpose: the spaces are single and set -f is on
  set -- $1
  WHY="expected digest, size, path and url, found $# words"
  [ $# -ge 4 ] || return 1
  WHY='expected sha256:, sha384: or sha512: and its number of lower-case hex digits'
  plain_digest "$1" || return 1
  WHY='expected a size in bytes, or -'
  # Fifteen digits at most, so that no sum of sizes overflows.
  case $2 in - | 0) ;; 0* | *[!0123456789]* | ????????????????*) return 1 ;; esac
  WHY='expected a relative path whose every part starts with a letter or digit, not ending in .part'
  plain_path "$3" || return 1
  shift 3
  WHY='expected https:// urls (http:// only for 127.0.0.1 and localhost)'
  for url in "$@"; do plain_url "$url" || return 1; done
  files=$((files + 1))
}

plain_digest() {
  case ${1#*:} in *[!abcdef0123456789]*) return 1 ;; esac
  case $1 in
    sha256:*) [ ${#1} -eq 71 ] ;;
    sha384:*) [ ${#1} -eq 103 ] ;;
    sha512:*) [ ${#1} -eq 135 ] ;;
    *) return 1 ;;
  esac
}

# A path that ends in .part would be the partial download of another; 250 leaves room for that ending.
plain_path() {
  case $1 in '' | */ | *[!$PATH_CHARACTERS]* | *.[Pp][Aa][Rr][Tt]) return 1 ;; esac
  case /$1 in */[!$LETTERS_AND_DIGITS]*) return 1 ;; esac
  name=${1##*/}
  [ ${#name} -le 250 ]
}

# The host is checked on its own, since http://localhost:80@example.org is not on this machine.
plain_url() {
  case $1 in https://*/* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;; *) return 1 ;; esac
  case $1 in *[!$URL_CHARACTERS]*) return 1 ;; esac
  host=${1#*://} && host=${host%%/*}
  case $1 in *://"$host"/*) ;; *) return 1 ;; esac
  case $host in *:*[!0123456789]* | *: | *:??????*) return 1 ;; esac
  case ${host%%:*} in '' | [.-]* | *[!.$LETTERS_AND_DIGITS-]*) return 1 ;; esac
}

about_list() {
  title=$(osdex_list | sed -n 's/^# title: //p') revision=$(osdex_list | sed -n 's/^# revision: //p')
  printf '%s' "${title:-no title}${revision:+, revision $revision}"
}

chosen_lines() {
  osdex_list | while read -r line; do
    case $line in '#'*) continue ;; esac
    name=${line#* } && name=${name#* }
    if chosen "${name%% *}"; then printf '%s\n' "$line"; fi
  done
}

chosen() { # path
  [ -n "$ONLY" ] || return 0
  for glob in $ONLY; do
    # shellcheck disable=SC2254 # a pattern on purpose
    case $1 in $glob) return 0 ;; esac
  done
  return 1
}

# --- proof ---

size_of() { # bytes in a file, 0 when there is none
  bytes=0
  if [ -f "$1" ]; then bytes=$(stat -c %s "$1" 2>/dev/null || stat -f %z "$1" 2>/dev/null || wc -c <"$1"); fi
  echo $((bytes))
}

need_sums() {
  for bits in 256 384 512; do
    case $LIST in *"sha$bits:"*) ;; *) continue ;; esac
    has "sha${bits}sum" || has shasum || has openssl ||
      give_up 1 "nothing here computes SHA-$bits; install sha${bits}sum, shasum or openssl."
  done
}

sum_of() {
  bits=${digest%%:*} && bits=${bits#sha}
  if has "sha${bits}sum"; then
    "sha${bits}sum" <"$1"
  elif has shasum; then
    shasum -a "$bits" <"$1"
  else
    openssl dgst -r "-sha$bits" <"$1"
  fi
}

proven() { # whether a file is what its line says; if not, WHY tells
  found=$(size_of "$1")
  WHY="expected $size bytes, found $found"
  [ "$size" = - ] || [ "$size" = "$found" ] || return 1
  found=$(sum_of "$1" 2>/dev/null)
  WHY="expected $digest, found ${digest%%:*}:${found%% *}"
  [ -n "$found" ] || WHY="cannot read $1"
  [ "$digest" = "${digest%%:*}:${found%% *}" ]
}

# Whether anything but plain folders and a plain file is in the way: a symlink could lead out of DIR.
blocked() {
  at=$DIR rest=$file
  while [ "$rest" != "${rest#*/}" ]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    WHY="expected a folder, found something else (a symlink or a file) at $at; move it away"
    if [ -L "$at" ] || { [ -e "$at" ] && [ ! -d "$at" ]; }; then return 0; fi
  done
  for at in "$target" "$part"; do
    WHY="expected a plain file, found something else (a symlink or a folder) at $at; move it away"
    if [ -L "$at" ] || { [ -e "$at" ] && [ ! -f "$at" ]; }; then return 0; fi
  done
  return 1
}

# --- one download ---

choose_tool() {
  if has curl; then
    TOOL=curl
    if [ -t 2 ] && [ -z "$QUIET" ]; then BAR=yes; fi
  elif has wget; then
    TOOL=wget
    case $(wget --help 2>&1 </dev/null) in
      *GNU*) return ;;
      *'-T SEC'*) TOOL='simple wget with timeout' ;;
      *) TOOL='simple wget' ;;
    esac
    note 'this wget may not check certificates or stay on https; every file is still proven by its digest.'
  else
    give_up 1 'found neither curl nor wget; install one of them.'
  fi
}

download() { # url; adds to $part, which holds $have bytes
  case $1 in http://*) allowed='=http,https' ;; *) allowed='=https' ;; esac
  case $TOOL in
    curl)
      set -- --url "$1"
      [ "$have" -eq 0 ] || set -- "$@" --continue-at "$have"
      if [ -n "$BAR" ]; then set -- "$@" --progress-bar; else set -- "$@" --silent --show-error; fi
      # -q, because a ~/.curlrc with --insecure or --output must not count here.
      limited curl -q "$@" --fail --location --max-redirs 10 --proto "$allowed" --proto-redir "$allowed" \
        --globoff --no-buffer --connect-timeout 30 --speed-limit 1024 --speed-time 60 \
        --max-filesize "$most" --output "$part" --write-out '%{http_code}'
      ;;
    wget)
      # wget cannot be told to stay on https, so plain http gets a proxy where nothing listens.
      [ "$allowed" != '=https' ] || set -- -e use_proxy=on -e http_proxy=http://127.0.0.1:9/ "$1"
      limited wget --no-verbose --check-certificate --tries=1 --timeout=60 --max-redirect=10 -c -O "$part" "$@"
      ;;
    *timeout) limited wget -T 60 -c -O "$part" "$1" ;;
    *) limited wget -c -O "$part" "$1" ;;
  esac
}

# Runs a program in the background, so that a signal is answered at once, and with a limit on the size of the
# files it writes, so that the system ends it when a body is endless and no length was announced.
limited() {
  {
    # shellcheck disable=SC3045 # where there is no -c there is no core to keep from being written either
    ulimit -c 0 2>/dev/null
    ulimit -f $((most / BLOCK + 1)) 2>/dev/null
    [ -n "$BAR" ] || exec 2>"$LOCK/said"
    exec "$@"
  } </dev/null >"$LOCK/status" &
  CHILD=$!
  wait "$CHILD" 2>/dev/null
  ENDED=$?
  CHILD=''
}

# How many bytes this shell's ulimit -f counts as one: 512 in POSIX, 1024 in bash.
measure_block() {
  (
    trap '' XFSZ
    ulimit -f 1
    printf '%1500s' ''
  ) >"$LOCK/status" 2>/dev/null
  BLOCK=$(size_of "$LOCK/status")
  [ "$BLOCK" -gt 0 ] || give_up 1 "cannot write in $DIR: is the disk full?"
}

# OUTCOME: good; wrong (not this file); again (may heal); gone (this url will not do); full (no url will do).
judge() {
  now=$(size_of "$part")
  if [ "$now" -gt "$most" ]; then
    OUTCOME=wrong WHY="expected $most bytes, found more, and stopped there"
  elif [ "$ENDED" -eq 0 ] || [ "$now" = "$size" ]; then
    if proven "$part"; then OUTCOME=good; else OUTCOME=wrong; fi
  else
    judge_failure
  fi
}

judge_failure() {
  case $(http_status):$TOOL:$ENDED in
    416:*) OUTCOME=wrong WHY='the server has no bytes after those that are here' ;;
    408:* | 429:* | 5??:*) OUTCOME=again WHY="the server is in trouble (HTTP $(http_status))" ;;
    404:* | 410:*) OUTCOME=gone WHY="not found (HTTP $(http_status))" ;;
    ???:*) OUTCOME=gone WHY="the server refuses (HTTP $(http_status))" ;;
    *:curl:33) OUTCOME=wrong WHY='the server cannot continue a download' ;;
    *:curl:63) OUTCOME=wrong WHY="expected $most bytes, the server announces more" ;;
    *:curl:1 | *:curl:47) OUTCOME=gone WHY='the server redirects away from https, or without end' ;;
    *:curl:23 | *:wget:3) OUTCOME=full WHY="cannot write $part: is the disk full?" ;;
    *:curl:5[138] | *:curl:60 | *:curl:77 | *:curl:8[03] | *:curl:9[01] | *:wget:5)
      OUTCOME=gone WHY="no trusted connection: TLS or its certificate failed ($TOOL ended with $ENDED)"
      ;;
    *)
      OUTCOME=again WHY="cannot reach the server, or the connection was cut ($TOOL ended with $ENDED)"
      if grep -q 'No space left' "$LOCK/said" 2>/dev/null; then OUTCOME=full WHY="cannot write $part: disk full"; fi
      ;;
  esac
}

http_status() { # of the answer that made the download fail, if that was why
  if [ "$TOOL" != curl ]; then
    sed -n -e 's/.*ERROR \([0-9][0-9][0-9]\):.*/\1/p' \
      -e 's/.*server returned error: HTTP[^ ]* \([0-9][0-9][0-9]\).*/\1/p' "$LOCK/said" | tail -n 1
  elif [ "$ENDED" -eq 22 ]; then
    cat "$LOCK/status"
  fi
}

# --- one file ---

# A file's path is called file here, since in zsh path is PATH itself.
each_file() {
  while read -r digest size file urls; do
    COUNT=$((COUNT + 1)) target=$DIR/$file part=$DIR/$file.part
    case $ACTION in list) list_file ;; check) check_file ;; *) fetch_file ;; esac
  done <<END
$LIST
END
}

list_file() {
  printf '%15s  %s  %s\n' "$size" "$file" "${urls%% *}"
  if [ "$size" = - ]; then UNKNOWN=$((UNKNOWN + 1)); else BYTES=$((BYTES + size)); fi
}

check_file() {
  if blocked; then
    fail "$WHY."
  elif [ ! -f "$target" ]; then
    fail "missing: expected $target. Run without --check to fetch it."
  elif proven "$target"; then
    OK=$((OK + 1)) && say "[$COUNT/$TOTAL] ok    $file"
  else
    fail "$WHY. Run without --check to replace it."
  fi
}

fetch_file() {
  if blocked; then
    fail "$WHY."
    return
  fi
  if [ -f "$target" ] && proven "$target"; then
    HAVE=$((HAVE + 1)) && say "[$COUNT/$TOTAL] have  $file"
    return
  fi
  [ ! -f "$target" ] || note "$file is there but wrong ($WHY); it stays until a good one is ready"
  # Where the list gives no size, 64 GiB bound it: no image is larger.
  if [ "$size" = - ]; then most=68719476736; else most=$size; fi
  if ! { mkdir -p "${target%/*}" && true >>"$part"; } 2>/dev/null; then
    fail "cannot write $part: check the owner and the permissions of its folder, and the free space."
  elif ! finish_part && ! fetch_from_any; then
    [ -s "$part" ] || rm -f "$part"
    fail "$TROUBLE. $(advice)"
  elif ! mv -f "$part" "$target"; then
    fail "cannot rename $part to $target: check the permissions."
  else
    OK=$((OK + 1)) && say "[$COUNT/$TOTAL] ok    $file"
  fi
}

fail() { # reason
  BAD=$((BAD + 1))
  printf '[%s/%s] FAIL  %s: %s\n' "$COUNT" "$TOTAL" "$file" "$1" >&2
}

advice() {
  case $OUTCOME in
    full) echo 'Make room or choose another folder, and run the same command again.' ;;
    again) echo 'Run the same command again; it goes on where it stopped.' ;;
    *) echo 'The list may be old or the server wrong: get a newer script, or name another server with --mirror.' ;;
  esac
}

# A partial file that is complete needs no request; one that is full of wrong bytes cannot be continued.
finish_part() {
  have=$(size_of "$part")
  if [ "$have" -eq 0 ] || { [ "$size" != - ] && [ "$have" -lt "$size" ]; }; then return 1; fi
  if proven "$part"; then return 0; fi
  [ "$size" = - ] || rm -f "$part"
  return 1
}

fetch_from_any() {
  TROUBLE=''
  if ! enough_room; then
    OUTCOME=full TROUBLE=$WHY
    return 1
  fi
  for url in $(mirrored_urls) $urls; do
    [ -z "$TROUBLE" ] || note "$file: $WHY; now trying $url"
    if fetch_from "$url"; then return 0; fi
    TROUBLE="${TROUBLE:+$TROUBLE; }$url: $WHY"
    if [ "$OUTCOME" = full ]; then return 1; fi
  done
  return 1
}

enough_room() {
  [ "$size" != - ] || return 0
  free=$(df -Pk "${target%/*}" 2>/dev/null | sed -n 's/.* \([0-9][0-9]*\)  *[0-9-]*% .*/\1/p')
  needed=$(((size - $(size_of "$part")) / 1024))
  WHY="expected $needed KiB of free space in ${target%/*}, found ${free:-unknown}"
  [ -z "$free" ] || [ "$needed" -le "$free" ]
}

mirrored_urls() {
  for pair in $MIRRORS; do
    from=${pair%%=*}
    for url in $urls; do
      case $url in "$from"*) printf '%s\n' "${pair#*=}${url#"$from"}" ;; esac
    done
  done
}

# A continued download that turns out wrong may have begun as another file, so it gets one fresh start here;
# one that came whole from this url would only come the same again.
fetch_from() { # url
  try=1 restarted=''
  while :; do
    have=$(size_of "$part")
    download "$1"
    judge
    case $OUTCOME in
      good) return 0 ;;
      wrong)
        rm -f "$part"
        if [ "$have" -eq 0 ] || [ -n "$restarted" ]; then return 1; fi
        restarted=yes
        note "$file: $WHY; starting again from its first byte"
        ;;
      again)
        if [ "$try" -ge "$RETRIES" ]; then return 1; fi
        try=$((try + 1))
        note "$file: $WHY; try $try of $RETRIES"
        sleep "$PAUSE"
        ;;
      *) return 1 ;;
    esac
  done
}

# --- one run at a time ---

take_lock() {
  LOCK=$DIR/.osdex-mirror.lock
  mkdir -p "$DIR" 2>/dev/null
  if ! mkdir "$LOCK" 2>/dev/null; then
    [ -d "$LOCK" ] || give_up 1 "cannot write in $DIR: check its name, owner, permissions and free space."
    take_over_lock
  fi
  trap 'rm -f "$LOCK/pid" "$LOCK/said" "$LOCK/status"; rmdir "$LOCK" 2>/dev/null' EXIT
  # Kept apart for stop, since some shells run a trap with the redirections of the wait that it interrupts.
  exec 3>&2
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  echo "$$ $(uname -n)" >"$LOCK/pid" || give_up 1 "cannot write in $DIR: is the disk full?"
}

# Of two that find a dead lock only one can make the inner folder; it reads the lock again behind it, since the
# other may have taken over and left already.
take_over_lock() {
  if lock_is_held || ! mkdir "$LOCK/takeover" 2>/dev/null; then refuse; fi
  if lock_is_held; then
    rmdir "$LOCK/takeover"
    refuse
  fi
  note "process $holder left its lock behind; taking over"
  echo "$$ $(uname -n)" >"$LOCK/pid"
  rmdir "$LOCK/takeover"
}

lock_is_held() { # by anyone but a dead process of this machine
  holder='' machine=''
  if [ -L "$LOCK" ] || [ -L "$LOCK/pid" ]; then return 0; fi
  { read -r holder machine <"$LOCK/pid"; } 2>/dev/null
  case $holder in '' | *[!0123456789]*) return 0 ;; esac
  [ "$machine" = "$(uname -n)" ] || return 0
  kill -0 "$holder" 2>/dev/null || [ -d "/proc/$holder" ] || ps -p "$holder" >/dev/null 2>&1
}

refuse() {
  who="process ${holder:-unknown}${machine:+ on $machine}"
  give_up 1 "another copy is at work in $DIR ($who). Wait for it; if there is none, remove $LOCK"
}

# shellcheck disable=SC2317 # called by the traps
stop() { # exit code
  trap '' HUP INT TERM
  if [ -n "$CHILD" ]; then kill "$CHILD" 2>/dev/null && wait "$CHILD" 2>/dev/null; fi
  printf '\nosdex mirror: stopped; partial downloads stay as *.part. Run the same command again to go on.\n' >&3
  exit "$1"
}

# --- the whole run ---

main() {
  [ -z "${ZSH_VERSION:-}" ] || emulate sh
  set -fu
  unset IFS
  [ $((4294967296 / 65536)) = 65536 ] || give_up 1 'this shell cannot count beyond 2 GiB; use dash or bash.'
  export LC_ALL=C
  BAR='' CHILD='' COUNT=0 OK=0 HAVE=0 BAD=0 BYTES=0 UNKNOWN=0
  read_options "$@"
  check_list
  LIST=$(chosen_lines)
  [ -n "$LIST" ] || give_up 2 '--only matches nothing in the list; --list shows what there is.'
  TOTAL=$(printf '%s\n' "$LIST" | wc -l) && TOTAL=$((TOTAL))
  [ "$ACTION" = list ] || need_sums
  if [ "$ACTION" = fetch ]; then
    choose_tool
    take_lock
    measure_block
    say "osdex mirror: $(about_list), into $DIR"
  fi
  each_file
  if [ "$ACTION" = list ]; then
    say "total: $TOTAL files, $BYTES bytes, $UNKNOWN of unknown size"
  else
    say "total: $TOTAL files, $OK ok, $HAVE already there, $BAD not good"
  fi
  [ "$BAD" -eq 0 ]
}

# In braces, so that a last line that arrives in part is an error and not another command.
{ main "$@"; exit; }
