#!/bin/sh
# osdex mirror: fetches the files of one list and proves each by its digest before it takes its place.
# The program is fixed and reviewed; the list in osdex_list and the keys in osdex_keys are data and never become code.
# It needs a POSIX shell, one of curl, wget and aria2c, and one of sha256sum, shasum and openssl; --help says more.
# Nothing runs before the last line, so a copy that was cut off on its way here does nothing.

# One file a line:  <digest> <bytes, or -> <path> [<facts>] <url> [<more urls of the same file>]
#   facts: kind=<kind>   what its image is for, which the layout kind needs
#          id=<path>     where the catalog has it: <product>/<release>/<stream>/<build>/<name>; the path when left out
#          sums=<number> the line below that tells who signed it
# Newer builds of a stream stand before older ones. Between the files, one a line:
#   sums:<number> <fingerprint> <url of the sums file, or - when the file itself is signed> <url of the signature, or
#                 - when it is inside the sums file>
#   key:<fingerprint> <url>, where that key is to be had
osdex_list() {
  cat <<'OSDEX_LIST_END'
# osdex list begins
# osdex list ends
OSDEX_LIST_END
}

# Public keys: key:<fingerprint> on a line, and its packets in base64 on the lines below.
osdex_keys() {
  cat <<'OSDEX_KEYS_END'
# osdex keys begin
# osdex keys end
OSDEX_KEYS_END
}

print_help() {
  cat <<'END'
Usage: sh mirror.sh [options]          or: curl -fsSL <address> | sh -s -- [options]

Fetches the files of its list into a folder and proves each one by its digest. Files that are there and good
are left alone, downloads that were cut go on where they stopped, and nothing wrong ever takes a good name.

  --to DIR           the folder to fill (default: the present one)
  --only GLOB        only the paths that match, such as '*.iso' or 'debian/*'; may be given again
  --not GLOB         none of the paths that match; may be given again
  --layout LAYOUT    arrange files by catalog (product/release/stream/build), product (product/release), kind
                     (kind/product) or flat (one folder) in place of what the list has
  --keep N           only the N newest builds of each stream
  --old WHAT         with --keep, what becomes of older builds that earlier runs fetched: keep (default), delete,
                     archive. It takes only what its records say that it put there, and only when all files of the
                     stream that are to stay are there and proven
  --archive-to DIR   where --old archive moves them
  --mirror FROM=TO   try urls that start with FROM at TO first; both https:// and ending in /; may be given again
  --with TOOL        fetch with curl, wget or aria2c (default: the first of these that is there)
  --jobs N           N files at once, 1 to 16 (default 1)
  --limit-rate N     N bytes a second, all files together
  --keyring FILE     believe signatures by the keys in this binary OpenPGP file alone
  --require-signature   take no file whose publisher's signature was not checked
  --no-signature     check no signatures
  --list             print what would be fetched, and stop
  --check            fetch nothing; prove what is there
  --quiet            print only what is not good
  --help, --version

Signatures: where the list names the publisher's signed sums file and gpgv is installed, a file is taken only if
its digest is in that sums file, signed by the key whose fingerprint the list has. This guards against a list whose
digests were changed. It does not guard against a list whose fingerprints were changed too: for that, get the key
from elsewhere (your distribution has many in /usr/share/keyrings) and use --keyring with --require-signature.
Records: DIR/.osdex/records.jsonl has a line for each file that was fetched, failed, deleted or archived.
Environment: OSDEX_MIRROR_RETRIES  tries of each url when the network fails (default 3)
             OSDEX_MIRROR_PAUSE    seconds between these tries (default 2)
             https_proxy, no_proxy as the tools know them; settings files of curl and aria2c are not read
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
  DIR=. ACTION=fetch QUIET='' ONLY='' NOT='' LAYOUT='' KEEP='' OLD='' ARCHIVE='' MIRRORS=''
  TOOL='' JOBS=1 RATE='' KEYRING='' SIGNATURES=some
  RETRIES=${OSDEX_MIRROR_RETRIES:-3} PAUSE=${OSDEX_MIRROR_PAUSE:-2}
  need_number OSDEX_MIRROR_RETRIES "$RETRIES" 1 99
  need_number OSDEX_MIRROR_PAUSE "$PAUSE" 0 999
  while [ $# -gt 0 ]; do
    option=${1%%=*} value=${1#*=}
    case $option in
      --to | --only | --not | --layout | --keep | --old | --archive-to | --mirror | --with | --jobs | --limit-rate | \
        --keyring)
        if [ "$option" = "$1" ]; then
          [ $# -gt 1 ] || give_up 2 "$1 needs a value; --help says which"
          shift
          value=$1
        fi
        ;;
      *) option=$1 ;;
    esac
    shift
    read_option
  done
  fit_options
}

read_option() {
  case $option in
    --to) DIR=$value ;;
    --only) need_glob && ONLY="$ONLY $value" ;;
    --not) need_glob && NOT="$NOT $value" ;;
    --layout) need_word catalog product kind flat && LAYOUT=$value ;;
    --keep) need_number --keep "$value" 1 999 && KEEP=$value ;;
    --old) need_word keep delete archive && OLD=$value ;;
    --archive-to) ARCHIVE=$value ;;
    --mirror) add_mirror "$value" ;;
    --with) need_word curl wget aria2c && TOOL=$value ;;
    --jobs) need_number --jobs "$value" 1 16 && JOBS=$value ;;
    --limit-rate) need_number --limit-rate "$value" 1000 99999999999 && RATE=$value ;;
    --keyring) KEYRING=$value ;;
    --require-signature | --no-signature)
      [ "$SIGNATURES" = some ] || give_up 2 'choose one of --require-signature and --no-signature'
      case $option in --no*) SIGNATURES=none ;; *) SIGNATURES=all ;; esac
      ;;
    --list | --check)
      [ "$ACTION" = fetch ] || give_up 2 'choose one of --list and --check'
      ACTION=${option#--}
      ;;
    --quiet) QUIET=yes ;;
    --help) print_help && exit 0 ;;
    --version) printf 'osdex mirror 2: %s\n' "$(about_list)" && exit 0 ;;
    *) give_up 2 "unknown option: $option; --help lists them" ;;
  esac
}

# What makes sense together only.
fit_options() {
  [ -n "$DIR" ] || give_up 2 '--to: expected a folder, found nothing'
  DIR=$(no_option "$DIR")
  case $OLD:$KEEP in delete: | archive:) give_up 2 "--old $OLD: expected --keep N with it" ;; esac
  case $OLD:$ARCHIVE in
    archive:) give_up 2 '--old archive: expected --archive-to DIR with it' ;;
    archive:*) ARCHIVE=$(no_option "$ARCHIVE") ;;
    *:) ;;
    *) give_up 2 '--archive-to: expected --old archive with it' ;;
  esac
  [ -n "$KEYRING" ] || return 0
  KEYRING=$(no_option "$KEYRING")
  [ -f "$KEYRING" ] || give_up 2 "--keyring: expected a file, found none at $KEYRING"
}

# A leading ./ so that no tool takes a folder named -x for an option, and gpgv no file for one of its own folder.
no_option() {
  case $1 in /*) printf '%s\n' "$1" ;; *) printf './%s\n' "$1" ;; esac
}

need_number() { # name, value, least, most
  case $2 in '' | *[!0123456789]* | 0?* | ????????????*) give_up 2 "$1: expected a number, $3 to $4" ;; esac
  if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then give_up 2 "$1: expected a number, $3 to $4"; fi
}

need_word() { # the words that may be
  for word in "$@"; do if [ "$word" = "$value" ]; then return 0; fi; done
  give_up 2 "$option: expected one of $*"
}

need_glob() {
  case $value in '' | *[[:space:]]*) give_up 2 "$option: expected a pattern without spaces, such as '*.iso'" ;; esac
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
  twice=$(file_lines | cut -d ' ' -f 3 | sort | uniq -d | head -n 1)
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
  case $1 in
    sums:*) plain_sums $1 ;;
    key:*) plain_key $1 ;;
    *) plain_file $1 ;;
  esac
}

plain_file() {
  WHY="expected digest, size, path and url, found $# words"
  [ $# -ge 4 ] || return 1
  WHY='expected sha256:, sha384: or sha512: and its number of lower-case hex digits'
  plain_digest "$1" || return 1
  WHY='expected a size in bytes, or -'
  # Fifteen digits at most, so that no sum of sizes overflows.
  case $2 in - | 0) ;; 0* | *[!0123456789]* | ????????????????*) return 1 ;; esac
  WHY='expected a relative path whose every part starts with a letter or digit, not ending as partial files do'
  plain_path "$3" || return 1
  id='' listed=$3
  shift 3
  while [ $# -gt 0 ]; do
    WHY="expected a plain fact, found $1"
    case $1 in
      kind=*) plain_word "${1#*=}" && id=${id:-$listed} || return 1 ;;
      sums=*) plain_number "${1#*=}" || return 1 ;;
      id=*) id=${1#*=} ;;
      *) break ;;
    esac
    shift
  done
  WHY='expected <product>/<release>/<stream>/<build>/<name> as the path in the catalog'
  case $id in '') ;; */*/*/*/*) plain_path "$id" || return 1 ;; *) return 1 ;; esac
  WHY='expected a url after the facts'
  [ $# -gt 0 ] || return 1
  WHY='expected https:// urls (http:// only for 127.0.0.1 and localhost)'
  for url in "$@"; do plain_url "$url" || return 1; done
  files=$((files + 1))
}

plain_sums() {
  WHY='expected sums:<number>, a fingerprint and two urls, one of which may be -'
  [ $# -eq 4 ] && plain_number "${1#*:}" && plain_fingerprint "$2" && [ "$3$4" != -- ] || return 1
  for url in "$3" "$4"; do [ "$url" = - ] || plain_url "$url" || return 1; done
}

plain_key() {
  WHY='expected key:<fingerprint> and a url'
  [ $# -eq 2 ] && plain_fingerprint "${1#*:}" && plain_url "$2"
}

plain_word() { case $1 in '' | *[!abcdefghijklmnopqrstuvwxyz-]*) return 1 ;; esac; }

plain_number() { case $1 in '' | 0* | *[!0123456789]* | ???????*) return 1 ;; esac; }

plain_fingerprint() {
  case $1 in *[!ABCDEF0123456789]*) return 1 ;; esac
  [ ${#1} -eq 40 ] || [ ${#1} -eq 64 ]
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

# A path with .part in it would be a partial download of another, or a note about it; 235 leaves room for the longest.
plain_path() {
  case $1 in '' | */ | *[!$PATH_CHARACTERS]* | *.[Pp][Aa][Rr][Tt] | *.[Pp][Aa][Rr][Tt].*) return 1 ;; esac
  case /$1 in */[!$LETTERS_AND_DIGITS]*) return 1 ;; esac
  name=${1##*/}
  [ ${#name} -le 235 ]
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

file_lines() { osdex_list | grep '^sha'; }

# --- the choice: which files, and where they go ---

# One file a line: <digest> <size> <path> <id, or -> <number of its signed sums, or -> <urls>
chosen_lines() {
  SEEN=' '
  while read -r digest size file rest; do
    read_facts
    [ -z "$LAYOUT" ] || lay_out
    chosen "$file" || continue
    [ -z "$KEEP" ] || within_keep "$build" || continue
    printf '%s\n' "$digest $size $file ${id:--} ${sums:--} $rest"
  done <<END
$(file_lines)
END
}

# Takes the facts off the front of the rest of a line, which then is its urls.
read_facts() {
  id='' kind='' build='' sums=''
  while :; do
    fact=${rest%% *}
    case $fact in
      kind=*) kind=${fact#*=} ;;
      sums=*) sums=${fact#*=} ;;
      id=*) id=${fact#*=} ;;
      *) break ;;
    esac
    rest=${rest#* }
  done
  [ -z "$kind" ] || id=${id:-$file}
  set_build
}

set_build() { # of the id, without its fifth part and what follows
  build=''
  if [ -n "$id" ]; then build=${id%"/${id#*/*/*/*/}"}; fi
}

# Where the layout or the age of builds is to be known, every line must tell it.
need_facts() {
  if [ -n "$LAYOUT$KEEP" ] && file_lines | grep -qv -e ' id=' -e ' kind='; then
    give_up 2 '--layout and --keep: this list does not say which build a file is of; get a newer script.'
  fi
  if [ "$LAYOUT" = kind ] && file_lines | grep -qv ' kind='; then
    give_up 2 '--layout kind: this list does not say what images are for; get a newer script.'
  fi
}

lay_out() {
  name=${id#"$build/"} release=${build%/*/*}
  case $LAYOUT in
    catalog) file=$id ;;
    product) file=$release/$name ;;
    kind) file=$kind/${release%/*}/$name ;;
    flat) file=$name ;;
  esac
}

chosen() { # path
  ! matches "$1" "$NOT" || return 1
  [ -z "$ONLY" ] || matches "$1" "$ONLY"
}

matches() { # path, patterns
  for glob in $2; do
    # shellcheck disable=SC2254 # a pattern on purpose
    case $1 in $glob) return 0 ;; esac
  done
  return 1
}

# Whether a build is among the first $KEEP of its stream that were asked for; SEEN has those that are.
within_keep() { # build
  case $SEEN in *" $1 "*) return 0 ;; esac
  stream=${1%/*} others=$SEEN newer=0
  while :; do
    case $others in *" $stream/"*) ;; *) break ;; esac
    others=${others#*" $stream/"} newer=$((newer + 1))
  done
  [ "$newer" -lt "$KEEP" ] || return 1
  SEEN="$SEEN$1 "
}

# Of files that a layout gives one path the first is taken, as where lists are written.
first_of_each_path() {
  shared=$(listed_paths | sort | uniq -d)
  if [ -n "$shared" ]; then LIST=$(first_lines); fi
}

first_lines() {
  met=' '
  while read -r digest size file rest; do
    case $met in *" $file "*) continue ;; esac
    if printf '%s\n' "$shared" | grep -qxF "$file"; then
      met="$met$file "
      note "several files would be $file, and the first is taken; --layout catalog gives each its own path"
    fi
    printf '%s\n' "$digest $size $file $rest"
  done <<END
$LIST
END
}

listed_paths() { printf '%s\n' "$LIST" | cut -d ' ' -f 3; }

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

sum_command() {
  bits=${digest%%:*} && bits=${bits#sha}
  if has "sha${bits}sum"; then
    echo "sha${bits}sum"
  elif has shasum; then
    echo "shasum -a $bits"
  else
    echo "openssl dgst -r -sha$bits"
  fi
}

proven() { # whether a file is what its line says; if not, WHY tells
  found=$(size_of "$1")
  WHY="expected $size bytes, found $found"
  [ "$size" = - ] || [ "$size" = "$found" ] || return 1
  sum=$(sum_command)
  # shellcheck disable=SC2086 # split on purpose
  if [ "$ACTION" = fetch ]; then
    $sum <"$1" >"$MINE/sum" 2>/dev/null &
    await
    found=$(cat "$MINE/sum")
  else
    found=$($sum <"$1" 2>/dev/null)
  fi
  WHY="expected $digest, found ${digest%%:*}:${found%% *}"
  [ -n "$found" ] || WHY="cannot read $1"
  [ "$digest" = "${digest%%:*}:${found%% *}" ]
}

# Whether anything but plain folders and plain files is in the way: a symlink could lead out of the folder.
blocked() { # folder, path below it
  at=$1 rest=$2
  while [ "$rest" != "${rest#*/}" ]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    WHY="expected a folder, found something else (a symlink or a file) at $at; move it away"
    if [ -L "$at" ] || { [ -e "$at" ] && [ ! -d "$at" ]; }; then return 0; fi
  done
  for at in "$1/$2" "$1/$2.part" "$1/$2.part.json" "$1/$2.part.aria2"; do
    WHY="expected a plain file, found something else (a symlink or a folder) at $at; move it away"
    if [ -L "$at" ] || { [ -e "$at" ] && [ ! -f "$at" ]; }; then return 0; fi
  done
  return 1
}

await() { # the program that was begun last, so that a signal is answered at once
  CHILD=$!
  wait "$CHILD" 2>/dev/null
  ENDED=$?
  CHILD=''
}

# --- one download ---

choose_tool() {
  if [ -n "$TOOL" ]; then
    has "$TOOL" || give_up 1 "--with $TOOL: it is not installed here."
  else
    for TOOL in curl wget aria2c none; do if has "$TOOL"; then break; fi; done
  fi
  case $TOOL in
    none) give_up 1 'found neither curl nor wget nor aria2c; install one of them.' ;;
    curl) if [ -t 2 ] && [ -z "$QUIET" ] && [ "$JOBS" -eq 1 ]; then BAR=yes; fi ;;
    wget) choose_wget ;;
  esac
}

choose_wget() {
  case $(wget --help 2>&1 </dev/null) in
    *GNU*) return ;;
    *'-T SEC'*) TOOL='simple wget with timeout' ;;
    *) TOOL='simple wget' ;;
  esac
  [ -z "$RATE" ] || give_up 1 '--limit-rate: this wget has no such limit; install curl, GNU wget or aria2c.'
  note 'this wget may not check certificates or stay on https; every file is still proven by its digest.'
}

# Fetches a url into a file of at most $most bytes, which holds $have bytes already; curl goes on only where the
# server says by $validator that they are of the file that it has now. ENDED is the exit code.
download() { # url, file
  case $1 in http://*) allowed='=http,https' ;; *) allowed='=https' ;; esac
  url=$1 into=$2 rate=${RATE:+$((RATE / JOBS))} slow=1024
  if [ "${rate:-2048}" -lt 2048 ]; then slow=$((rate / 2)); fi
  set --
  case $TOOL in
    curl)
      if [ "$have" -gt 0 ]; then set -- --continue-at "$have"; fi
      if [ "$have" -gt 0 ] && [ -n "$validator" ]; then set -- "$@" --header "If-Range: $validator"; fi
      if [ -n "$BAR" ]; then set -- "$@" --progress-bar; else set -- "$@" --silent --show-error; fi
      # -q, because a ~/.curlrc with --insecure or --output must not count here.
      limited curl -q "$@" --fail --location --max-redirs 10 --proto "$allowed" --proto-redir "$allowed" \
        --globoff --no-buffer --connect-timeout 30 --speed-limit "$slow" --speed-time 60 --max-filesize "$most" \
        --limit-rate "${rate:-0}" --dump-header "$MINE/head" --output "$into" --write-out '%{http_code}' --url "$url"
      ;;
    wget)
      # wget and aria2c cannot be told to stay on https, so plain http gets a proxy where nothing listens.
      if [ "$allowed" = '=https' ]; then set -- -e use_proxy=on -e http_proxy=http://127.0.0.1:9/; fi
      limited wget --no-verbose --check-certificate --tries=1 --timeout=60 --max-redirect=10 \
        --limit-rate="${rate:-0}" -c -O "$into" "$@" "$url"
      ;;
    aria2c)
      if [ "$allowed" = '=https' ]; then set -- --http-proxy=http://127.0.0.1:9/ --no-proxy=; fi
      if [ "$into" = "$part" ]; then set -- "$@" --checksum="$(aria2_checksum)"; fi
      limited aria2c --no-conf=true --dir="${into%/*}" --out="${into##*/}" --continue=true --allow-overwrite=true \
        --auto-file-renaming=false --file-allocation=none --disk-cache=0 --split=4 --max-connection-per-server=4 \
        --min-split-size=20M --max-tries=1 --timeout=60 --connect-timeout=30 --lowest-speed-limit=0 \
        --follow-torrent=false --follow-metalink=false --no-netrc=true --check-certificate=true \
        --max-overall-download-limit="${rate:-0}" --console-log-level=warn --summary-interval=0 \
        --download-result=hide "$@" "$url"
      ;;
    *timeout) limited wget -T 60 -c -O "$into" "$url" ;;
    *) limited wget -c -O "$into" "$url" ;;
  esac
}

aria2_checksum() { printf '%s\n' "$digest" | sed 's/^sha\([0-9]*\):/sha-\1=/'; }

# Runs a program with a limit on the size of the files it writes, so that the system ends it when a body is endless
# and no length was announced.
limited() {
  {
    # shellcheck disable=SC3045 # where there is no -c there is no core to keep from being written either
    ulimit -c 0 2>/dev/null
    ulimit -f $((most / BLOCK + 1)) 2>/dev/null
    [ -n "$BAR" ] || exec 2>"$MINE/said"
    exec "$@"
  } </dev/null >"$MINE/status" &
  await
}

# How many bytes this shell's ulimit -f counts as one: 512 in POSIX, 1024 in bash.
measure_block() {
  (
    trap '' XFSZ
    ulimit -f 1
    printf '%1500s' ''
  ) >"$WORK/block" 2>/dev/null
  BLOCK=$(size_of "$WORK/block")
  [ "$BLOCK" -gt 0 ] || give_up 1 "cannot write in $DIR: is the disk full?"
}

# OUTCOME: good; wrong (not this file); again (may heal); gone (this url will not do); full (no url will do).
judge() {
  now=$(size_of "$part")
  if [ "$now" -gt "$most" ]; then
    OUTCOME=wrong WHY="expected $most bytes, found more, and stopped there"
  elif [ "$ENDED" -eq 0 ] || { [ "$now" = "$size" ] && [ ! -e "$part.aria2" ]; }; then
    if proven "$part"; then OUTCOME=good; else OUTCOME=wrong; fi
  else
    judge_failure "$part"
  fi
}

judge_failure() { # file
  case $(http_status):$TOOL:$ENDED in
    416:*) OUTCOME=wrong WHY='the server has no bytes after those that are here' ;;
    408:* | 429:* | 5??:*) OUTCOME=again WHY="the server is in trouble (HTTP $(http_status))" ;;
    404:* | 410:*) OUTCOME=gone WHY="not found (HTTP $(http_status))" ;;
    ???:*) OUTCOME=gone WHY="the server refuses (HTTP $(http_status))" ;;
    *:curl:33 | *:aria2c:8) OUTCOME=wrong WHY='the server has another file now, or cannot continue a download' ;;
    *:curl:63) OUTCOME=wrong WHY="expected $most bytes, the server announces more" ;;
    *:aria2c:32) OUTCOME=wrong WHY="expected $digest, found another" ;;
    *:curl:1 | *:curl:47 | *:aria2c:23) OUTCOME=gone WHY='the server redirects away from https, or without end' ;;
    *:curl:23 | *:wget:3 | *:aria2c:9 | *:aria2c:1[5678]) OUTCOME=full WHY="cannot write $1: is the disk full?" ;;
    *:curl:5[138] | *:curl:60 | *:curl:77 | *:curl:8[03] | *:curl:9[01] | *:wget:5)
      OUTCOME=gone WHY="no trusted connection: TLS or its certificate failed ($TOOL ended with $ENDED)"
      ;;
    *)
      OUTCOME=again WHY="cannot reach the server, or the connection was cut ($TOOL ended with $ENDED)"
      if grep -q 'No space left' "$MINE/said" 2>/dev/null; then OUTCOME=full WHY="cannot write $1: disk full"; fi
      ;;
  esac
}

http_status() { # of the answer that made the download fail, if that was why
  case $TOOL:$ENDED in
    curl:22) cat "$MINE/status" ;;
    curl:*) ;;
    aria2c:3) echo 404 ;;
    aria2c:*) cat "$MINE/status" "$MINE/said" | sed -n 's/.*status=\([0-9][0-9][0-9]\).*/\1/p' | tail -n 1 ;;
    *)
      sed -n -e 's/.*ERROR \([0-9][0-9][0-9]\):.*/\1/p' \
        -e 's/.*server returned error: HTTP[^ ]* \([0-9][0-9][0-9]\).*/\1/p' "$MINE/said" | tail -n 1
      ;;
  esac
}

# --- what is there in part ---

# Beside a partial file lies a note in JSON, as other osdex programs write it: where its bytes came from, what the
# server called that version of the file, and which digest was wanted. What is read back is checked like the list.
read_part() { # url; sets have and validator
  have=$(size_of "$part") validator='' noted=''
  if [ -f "$part.json" ]; then IFS= read -r noted <"$part.json"; fi
  begun=${noted##*'"digest":"'} && begun=${begun%%'"'*}
  if plain_digest "$begun" && [ "$begun" != "$digest" ]; then have=-1; fi
  # aria2c leaves holes, of which only its own control file tells.
  if [ -e "$part.aria2" ] && [ "$TOOL" != aria2c ]; then have=-1; fi
  if [ "$have" -lt 0 ]; then
    drop_part
    have=0
  fi
  case $noted in *'"url":"'"$1"'"'*) ;; *) return 0 ;; esac
  validator=${noted#*'"validator":"'} && validator=${validator%%'","digest"'*}
  case $validator in \\\"*\\\") validator=${validator#??} && validator="\"${validator%??}\"" ;; esac
  plain_validator "$validator" || validator=''
}

note_part() {
  if [ -z "$BEGUN" ]; then return; fi
  found=$(validator_of)
  case $found in \"*) found="\\\"${found#?}" && found="${found%?}\\\"" ;; esac
  printf '{"url":"%s","validator":"%s","digest":"%s"}\n' "$BEGUN" "$found" "$digest" >"$part.json"
  BEGUN=''
}

# Only of an answer that came straight from the url that was asked: a redirect may lead elsewhere the next time.
validator_of() {
  [ "$TOOL" = curl ] && [ "$(grep -c '^HTTP/' "$MINE/head")" = 1 ] || return 0
  for name in '[Ee][Tt][Aa][Gg]' '[Ll][Aa][Ss][Tt]-[Mm]odified'; do
    found=$(sed -n "s/^$name: *\(.*[^ $RETURN]\)[ $RETURN]*\$/\1/p" "$MINE/head")
    if plain_validator "$found"; then
      printf '%s\n' "$found"
      return
    fi
  done
}

plain_validator() { # a strong ETag with its quotes, or a date
  case $1 in \"?*\") inner=${1#?} && inner=${inner%?} ;; *) inner=$1 ;; esac
  case $inner in '' | W/* | *[!\ $URL_CHARACTERS]*) return 1 ;; esac
}

drop_part() { rm -f "$part" "$part.json" "$part.aria2"; }

# --- the publisher's signature ---

need_gpgv() {
  if [ "$SIGNATURES" = none ]; then return; fi
  if has gpgv; then
    GPGV=yes
  elif [ "$SIGNATURES" = all ]; then
    give_up 1 '--require-signature: gpgv is not installed here (Debian package gpgv). Nothing was fetched.'
  elif osdex_list | grep -q '^sums:'; then
    note "gpgv is not installed, so the publishers' signatures are not checked; the digests are."
  fi
}

# Whether the proven file in $part or at its place may be taken. SIGNED tells what came of it, for its line.
check_signature() { # file
  SIGNED=''
  if [ -z "$GPGV" ]; then return 0; fi
  WHY='the list names none'
  VERDICT=none
  if [ "$sums" != - ]; then
    # shellcheck disable=SC2046 # split on purpose: fingerprint, sums url, signature url
    judge_signature "$1" $(osdex_list | sed -n "s/^sums:$sums //p")
  fi
  case $VERDICT:$SIGNATURES in
    good:*) SIGNED=", signed by $signer" ;;
    bad:*) return 1 ;;
    *:all) WHY="signature not checked: $WHY" && return 1 ;;
    none:*) if [ "$sums" != - ]; then note "$file: signature not checked: $WHY"; fi ;;
  esac
}

# VERDICT: good; bad (the signature or the sums file speaks against the file); none (it cannot be known, WHY).
judge_signature() { # file, fingerprint, sums url, signature url
  image=$1 signer=${2:-} sums_url=${3:-} signature_url=${4:-}
  WHY="the list does not say who signed it"
  [ -n "$signature_url" ] || return 0
  find_key || return 0
  if [ "$sums_url" = - ]; then
    fetch_small "$signature_url" "$MINE/signature" || return 0
    run_gpgv "$MINE/signature" "$image"
    return
  fi
  text=$WORK/sums-$sums
  if [ ! -f "$text" ]; then
    fetch_small "$sums_url" "$MINE/sums" || return 0
    if [ "$signature_url" = - ]; then
      # Only what gpgv wrote out is signed: text around it is in the file too.
      rm -f "$MINE/text"
      run_gpgv --output "$MINE/text" "$MINE/sums"
    else
      fetch_small "$signature_url" "$MINE/signature" || return 0
      run_gpgv "$MINE/signature" "$MINE/sums"
      mv -f "$MINE/sums" "$MINE/text"
    fi
    [ "$VERDICT" = good ] || return 0
    mv -f "$MINE/text" "$text"
  fi
  VERDICT=good
  hex=${digest#*:}
  if ! grep -qiE "(^|[^0-9a-f])$hex([^0-9a-f]|\$)" "$text"; then
    VERDICT=bad WHY="$sums_url, signed by $signer, does not have its digest"
  fi
}

run_gpgv() { # arguments
  gpgv --status-fd 1 --keyring "$key" "$@" </dev/null >"$MINE/verdict" 2>"$MINE/said" &
  await
  VERDICT=none WHY="gpgv could not check it: $(sed -n 's/^gpgv: //p' "$MINE/said" | tail -n 1)"
  sound=''
  while read -r mark word rest; do
    case $mark$word in
      '[GNUPG:]NEWSIG') sound='' ;;
      # Whether a key that is past its end was good when it signed is what the record of the list says.
      '[GNUPG:]GOODSIG' | '[GNUPG:]EXPKEYSIG') sound=yes ;;
      '[GNUPG:]VALIDSIG')
        if [ -n "$sound" ] && [ "${rest##* }" = "$signer" ]; then VERDICT=good && return; fi
        if [ -n "$sound" ]; then VERDICT=bad WHY="expected a signature by $signer, found one by ${rest##* }"; fi
        ;;
      '[GNUPG:]BADSIG' | '[GNUPG:]REVKEYSIG') VERDICT=bad WHY="its signature is wrong: $word ${rest#* }" ;;
    esac
  done <"$MINE/verdict"
}

# The key is one that the user gave, or is pinned by its fingerprint, wherever it comes from.
find_key() {
  key=${KEYRING:-$WORK/key-$signer}
  if [ -f "$key" ]; then return 0; fi
  osdex_keys | sed -n "/^key:$signer\$/,/^key:/p" | grep -v -e '^key:' -e '^#' | from_base64 >"$MINE/key"
  if [ ! -s "$MINE/key" ]; then
    WHY="no key $signer here; give one with --keyring"
    key_url=$(osdex_list | sed -n "s/^key:$signer //p" | head -n 1)
    [ -n "$key_url" ] || return 1
    fetch_small "$key_url" "$MINE/armored" || return 1
    bare_armor <"$MINE/armored" | from_base64 >"$MINE/key"
    # A file without armor holds the packets as they are.
    [ -s "$MINE/key" ] || mv -f "$MINE/armored" "$MINE/key"
  fi
  mv -f "$MINE/key" "$key"
}

# The base64 of the first armored block, without its headers and its checksum.
bare_armor() {
  tr -d '\r' | sed -n '/^-----BEGIN PGP PUBLIC KEY BLOCK-----$/,/^-----END /p' |
    sed -e '1,/^$/d' -e '/^-----/,$d' -e '/^=/d'
}

from_base64() {
  if has base64; then base64 -d; else openssl base64 -d; fi 2>/dev/null
}

# Of the small files beside an image; 16 MiB bound them.
fetch_small() { # url, file
  kept_have=$have kept_most=$most
  have=0 most=16777216 validator=''
  for small in $(mirrored_urls "$1") "$1"; do
    rm -f "$2" "$2.aria2"
    download "$small" "$2"
    if [ "$ENDED" -eq 0 ] && [ -s "$2" ]; then break; fi
    judge_failure "$2"
    rm -f "$2"
  done
  have=$kept_have most=$kept_most
  WHY="$1: $WHY"
  [ -s "$2" ]
}

# --- the records ---

# One JSON object a line, added to and never changed; every value is plain, so nothing in it needs escaping.
record() { # event, path, digest, id, name of the last field, its value
  printf '{"time":"%s","event":"%s","path":"%s","digest":"%s","id":"%s","%s":"%s","by":"mirror.sh"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$@" >>"$RECORDS"
}

open_records() {
  RECORDS=$DIR/.osdex/records.jsonl
  if blocked "$DIR" .osdex/records.jsonl; then give_up 1 "$WHY."; fi
  if ! { mkdir -p "$DIR/.osdex" && true >>"$RECORDS"; } 2>/dev/null; then
    give_up 1 "cannot write $RECORDS: check its owner and permissions."
  fi
}

# What earlier runs put here and nobody took away since, newest first: <digest> <path> <id>
held_files() {
  recorded_events | sort -k 3,3 -k 1,1nr | last_events | sort -k 1,1nr | cut -d ' ' -f 2-
}

recorded_events() { # numbered from the oldest
  number=0
  text='\([^"]*\)'
  shape='"time":"[^"]*","event":"'$text'","path":"'$text'","digest":"'$text'","id":"'$text'",.*,"by":"mirror.sh"'
  while read -r event path digest id; do
    number=$((number + 1))
    case $event in fetched | deleted | archived) printf '%s\n' "$number $event $path $digest $id" ;; esac
  done <<END
$(sed -n "s/^{$shape}\$/\1 \2 \3 \4/p" "$RECORDS")
END
}

last_events() { # of each path, where it is that it was put here
  last=''
  while read -r number event path digest id; do
    if [ "$path" = "$last" ]; then continue; fi
    last=$path
    if [ "$event" = fetched ] && plain_path "$path" && plain_digest "$digest" && plain_path "$id"; then
      printf '%s\n' "$number $digest $path $id"
    fi
  done
}

# --- one file ---

# A file's path is called file here, since in zsh path is PATH itself.
each_file() { # number of this worker
  MINE=$WORK/$1
  if [ "$ACTION" = fetch ]; then mkdir "$MINE"; fi
  while read -r digest size file id sums urls; do
    COUNT=$((COUNT + 1)) target=$DIR/$file part=$DIR/$file.part
    case $ACTION in
      list) list_file ;;
      check) check_file ;;
      *) if taken; then fetch_file; fi ;;
    esac
  done <<END
$LIST
END
}

# Of several workers the one that can make the folder has the file.
taken() {
  if [ "$JOBS" -eq 1 ]; then return 0; fi
  [ ! -d "$WORK/file-$COUNT" ] && mkdir "$WORK/file-$COUNT" 2>/dev/null
}

list_file() {
  printf '%15s  %s  %s\n' "$size" "$file" "${urls%% *}"
  if [ "$size" = - ]; then UNKNOWN=$((UNKNOWN + 1)); else BYTES=$((BYTES + size)); fi
}

check_file() {
  if blocked "$DIR" "$file"; then
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
  if blocked "$DIR" "$file"; then
    fail "$WHY."
  elif [ -f "$target" ] && proven "$target"; then
    keep_file
  else
    [ ! -f "$target" ] || note "$file is there but wrong ($WHY); it stays until a good one is ready"
    replace_file
  fi
}

keep_file() {
  have=0 most=0 SIGNED=''
  if [ "$SIGNATURES" = all ] && ! check_signature "$target"; then
    fail "$WHY."
  else
    HAVE=$((HAVE + 1)) && say "[$COUNT/$TOTAL] have  $file$SIGNED"
    GOOD="$GOOD$COUNT "
  fi
}

replace_file() {
  # Where the list gives no size, 64 GiB bound it: no image is larger.
  if [ "$size" = - ]; then most=68719476736; else most=$size; fi
  if ! { mkdir -p "${target%/*}" && true >>"$part"; } 2>/dev/null; then
    fail "cannot write $part: check the owner and the permissions of its folder, and the free space."
  elif ! finish_part && ! fetch_from_any; then
    [ -s "$part" ] || drop_part
    fail "$TROUBLE. $(advice)"
    record failed "$file" "$digest" "$id" reason "$OUTCOME"
  elif ! check_signature "$part"; then
    drop_part
    fail "$WHY."
    record failed "$file" "$digest" "$id" reason signature
  elif ! make_way || ! mv -f "$part" "$target"; then
    fail "cannot rename $part to $target: ${WHY:-check the permissions}."
  else
    rm -f "$part.json" "$part.aria2"
    record fetched "$file" "$digest" "$id" from "$FROM"
    OK=$((OK + 1)) && say "[$COUNT/$TOTAL] ok    $file$SIGNED"
    GOOD="$GOOD$COUNT "
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
  read_part ''
  FROM=''
  if [ "$have" -eq 0 ] || [ -e "$part.aria2" ] || { [ "$size" != - ] && [ "$have" -lt "$size" ]; }; then return 1; fi
  if proven "$part"; then return 0; fi
  [ "$size" = - ] || drop_part
  return 1
}

fetch_from_any() {
  TROUBLE=''
  if ! enough_room; then
    OUTCOME=full TROUBLE=$WHY
    return 1
  fi
  # shellcheck disable=SC2086 # split on purpose
  for FROM in $(mirrored_urls $urls) $urls; do
    [ -z "$TROUBLE" ] || note "$file: $WHY; now trying $FROM"
    if fetch_from "$FROM"; then return 0; fi
    TROUBLE="${TROUBLE:+$TROUBLE; }$FROM: $WHY"
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

mirrored_urls() { # urls
  for pair in $MIRRORS; do
    from=${pair%%=*}
    for url in "$@"; do
      case $url in "$from"*) printf '%s\n' "${pair#*=}${url#"$from"}" ;; esac
    done
  done
}

# A continued download that turns out wrong may have begun as another file, so it gets one fresh start here;
# one that came whole from this url would only come the same again.
fetch_from() { # url
  try=1 restarted=''
  while :; do
    read_part "$1"
    : >"$MINE/head"
    if [ "$have" -eq 0 ]; then BEGUN=$1; fi
    download "$1" "$part"
    note_part
    judge
    case $OUTCOME in
      good) return 0 ;;
      wrong)
        drop_part
        if [ "$have" -eq 0 ] || [ -n "$restarted" ]; then return 1; fi
        restarted=yes
        note "$file: $WHY; starting again from its first byte"
        ;;
      again)
        if [ "$try" -ge "$RETRIES" ]; then return 1; fi
        try=$((try + 1))
        note "$file: $WHY; try $try of $RETRIES"
        sleep "$PAUSE" &
        await
        ;;
      *) return 1 ;;
    esac
  done
}

# --- older builds ---

# Only when everything of a stream that is to stay is there and proven. What the records say is data like the list:
# a file goes only if its path is plain, nothing leads out of the folder, and it has the digest that was put there.
retire_old() {
  if [ -z "$KEEP" ]; then return; fi
  held_files >"$WORK/held"
  listed=' ' unsound=' '
  number=0
  while read -r digest size file id rest; do
    number=$((number + 1))
    set_build
    case $listed in *" $build "*) ;; *) listed="$listed$build " ;; esac
    case $GOOD in *" $number "*) ;; *) unsound="$unsound${build%/*} " ;; esac
  done <<END
$LIST
END
  held=' '
  while read -r digest file id; do
    set_build
    case $held in *" $build "*) ;; *) held="$held$build " ;; esac
  done <"$WORK/held"
  rank_builds
  while read -r digest file id; do
    set_build
    case $SEEN$listed in *" $build "*) continue ;; esac
    if ! chosen "$file" || listed_paths | grep -qxF "$file"; then continue; fi
    # Another stream's builds are no concern of this list.
    case $listed in *" ${build%/*}/"*) ;; *) continue ;; esac
    case $unsound in
      *" ${build%/*} "*) note "$file is of an older build; it stays until all that is newer is there" ;;
      *) retire_file ;;
    esac
  done <"$WORK/held"
}

# The builds of the list by its order, then those that only the records know, the last that was fetched first.
rank_builds() {
  SEEN=' '
  while read -r digest size file rest; do
    read_facts
    case $listed$held in *" $build "*) within_keep "$build" ;; esac
  done <<END
$(file_lines)
END
  for build in $held; do within_keep "$build"; done
}

retire_file() {
  size=-
  if blocked "$DIR" "$file" || [ ! -f "$DIR/$file" ]; then return; fi
  if [ "${OLD:-keep}" = keep ]; then
    say "[old] stays    $file"
  elif ! proven "$DIR/$file"; then
    note "$file was changed since it was fetched ($WHY); it stays"
  elif [ "$OLD" = delete ]; then
    rm -f "$DIR/$file" && record deleted "$file" "$digest" "$id" reason 'older build' && say "[old] deleted  $file"
    drop_empty_folders
  elif archive_file; then
    say "[old] archived $file"
    drop_empty_folders
  else
    BAD=$((BAD + 1))
    printf '[old] FAIL     %s: %s\n' "$file" "$WHY" >&2
  fi
}

drop_empty_folders() {
  at=$file
  while [ "$at" != "${at%/*}" ]; do
    at=${at%/*}
    rmdir "$DIR/$at" 2>/dev/null || return 0
  done
}

# A newer build that takes the path of an older one: with --old archive what this script put there is archived first.
make_way() {
  WHY=''
  if [ "$OLD" != archive ] || [ ! -f "$target" ]; then return 0; fi
  wanted="$digest $size $id" moved=yes
  while read -r digest path id; do
    [ "$path" = "$file" ] || continue
    size=-
    if proven "$target"; then archive_file || moved=''; fi
    break
  done <"$WORK/held-before"
  # shellcheck disable=SC2086 # split on purpose
  set -- $wanted
  digest=$1 size=$2 id=$3
  [ -n "$moved" ]
}

# Under its id, where no other build's file can be: by a link where that goes, else by a copy that is proven first.
archive_file() {
  to=$ARCHIVE/$id
  if blocked "$ARCHIVE" "$id"; then return 1; fi
  WHY="cannot write $to: check the permissions and the free space"
  mkdir -p "${to%/*}" || return 1
  if [ -f "$to" ]; then
    proven "$to" || return 1
  elif ! ln "$DIR/$file" "$to" 2>/dev/null; then
    cp "$DIR/$file" "$to.part" || return 1
    proven "$to.part" || return 1
    mv -f "$to.part" "$to" || return 1
  fi
  rm -f "$DIR/$file" && record archived "$file" "$digest" "$id" to "$to"
}

# --- several at once ---

fetch_all() {
  if [ "$JOBS" -eq 1 ]; then
    each_file 1
    return
  fi
  worker=0
  while [ "$worker" -lt "$JOBS" ]; do
    worker=$((worker + 1))
    work "$worker" &
    WORKERS="$WORKERS $!"
  done
  for worker in $WORKERS; do wait "$worker" 2>/dev/null; done
  WORKERS=''
  worker=0
  while [ "$worker" -lt "$JOBS" ]; do
    worker=$((worker + 1)) numbers=''
    if [ -f "$WORK/$worker/totals" ]; then read -r ok had bad numbers <"$WORK/$worker/totals"; else continue; fi
    OK=$((OK + ok)) HAVE=$((HAVE + had)) BAD=$((BAD + bad)) GOOD="$GOOD$numbers "
  done
  # Files of a worker that was killed count as bad.
  if [ $((OK + HAVE + BAD)) -lt "$TOTAL" ]; then BAD=$((TOTAL - OK - HAVE)); fi
}

# Every line that a worker prints is one write, so that lines do not mix.
work() { # number
  trap - EXIT
  trap 'end_child; exit 143' HUP TERM
  trap '' INT
  each_file "$1"
  printf '%s\n' "$OK $HAVE $BAD $GOOD" >"$MINE/totals"
}

# shellcheck disable=SC2317 # called by the traps
end_child() {
  if [ -n "$CHILD" ]; then kill "$CHILD" 2>/dev/null && wait "$CHILD" 2>/dev/null; fi
  note_part
}

# --- one run at a time ---

take_lock() {
  LOCK=$DIR/.osdex-mirror.lock WORK=$DIR/.osdex-mirror.lock/work
  mkdir -p "$DIR" 2>/dev/null
  if ! mkdir "$LOCK" 2>/dev/null; then
    [ -d "$LOCK" ] || give_up 1 "cannot write in $DIR: check its name, owner, permissions and free space."
    take_over_lock
  fi
  trap 'rm -rf "$WORK"; rm -f "$LOCK/pid"; rmdir "$LOCK" 2>/dev/null' EXIT
  # Kept apart for stop, since some shells run a trap with the redirections of the wait that it interrupts.
  exec 3>&2
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  if ! { echo "$$ $(uname -n)" >"$LOCK/pid" && mkdir "$WORK"; }; then
    give_up 1 "cannot write in $DIR: is the disk full?"
  fi
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
  rm -rf "$LOCK/work"
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
  for worker in $WORKERS; do kill "$worker" 2>/dev/null; done
  for worker in $WORKERS; do wait "$worker" 2>/dev/null; done
  end_child
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
  BAR='' CHILD='' BEGUN='' WORKERS='' GPGV='' WORK='' RETURN=$(printf '\r')
  COUNT=0 OK=0 HAVE=0 BAD=0 BYTES=0 UNKNOWN=0 GOOD=' '
  read_options "$@"
  check_list
  need_facts
  LIST=$(chosen_lines)
  [ -n "$LIST" ] || give_up 2 '--only and --not leave nothing of the list; --list shows what there is.'
  first_of_each_path
  TOTAL=$(printf '%s\n' "$LIST" | wc -l) && TOTAL=$((TOTAL))
  [ "$ACTION" = list ] || need_sums
  if [ "$ACTION" = fetch ]; then
    choose_tool
    need_gpgv
    take_lock
    open_records
    measure_block
    say "osdex mirror: $(about_list), into $DIR"
    if [ "$OLD" = archive ]; then held_files >"$WORK/held-before"; fi
    fetch_all
    retire_old
  else
    each_file 1
  fi
  if [ "$ACTION" = list ]; then
    say "total: $TOTAL files, $BYTES bytes, $UNKNOWN of unknown size"
  else
    say "total: $TOTAL files, $OK ok, $HAVE already there, $BAD not good"
  fi
  [ "$BAD" -eq 0 ]
}

# In braces, so that a last line that arrives in part is an error and not another command.
{ main "$@"; exit; }
