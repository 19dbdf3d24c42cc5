#!/bin/sh
# What some tests need from outside: a browser, a system-call tracer, the library that sets a PDF (Pango), and two programs
# that nobody here wrote. One shows and counts FHIR forms (LHC-Forms, by the US National Library of Medicine: npm's lforms,
# held to one version and its hash, in var/); one reads calendars (npm's ical.js; Thunderbird and Nextcloud read with it).
# Neither is ever committed or served. Debian's packages are installed where that is allowed.
cd "$(dirname "$0")/.." || exit 1
LFORMS=40.1.3
LFORMS_SHA256=288cff4360e8a90a44e994a01422d2cf970170000ce915b5739ccc383097edd9
readers="${DUOLOGUE_READERS:-${TMPDIR:-/tmp}/duologue-readers}"
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
command -v npm >/dev/null 2>&1 || missing="$missing npm ca-certificates"
ldconfig -p 2>/dev/null | grep -q libpangoft2 || missing="$missing libpangoft2-1.0-0"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing$missing for the tests ..."
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && missing=""
fi

fetch_lforms() {
  folder=$(mktemp -d) || return 1
  trap 'rm -rf "$folder"' EXIT
  (cd "$folder" && npm pack --silent "lforms@$LFORMS" >/dev/null 2>&1) || return 1
  echo "$LFORMS_SHA256  $folder/lforms-$LFORMS.tgz" | sha256sum --check --status || return 1
  tar -xzf "$folder/lforms-$LFORMS.tgz" -C "$folder" || return 1
  mkdir -p "$folder/ready" "var" || return 1
  for file in webcomponent/lhc-forms.js webcomponent/styles.css webcomponent/assets/lib/zone.min.js fhir/R4/lformsFHIR.min.js; do
    cp "$folder/package/dist/lforms/$file" "$folder/ready/" || return 1
  done
  [ -d "var/lforms-$LFORMS" ] || mv "$folder/ready" "var/lforms-$LFORMS"
}

if [ ! -f "var/lforms-$LFORMS/lhc-forms.js" ]; then
  echo "Fetching lforms $LFORMS for the tests ..."
  fetch_lforms || missing="$missing lforms"
fi
if [ ! -f "$readers/node_modules/ical.js/package.json" ]; then
  mkdir -p "$readers"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$readers" ical.js@2.2.1 >/dev/null 2>&1 || missing="$missing ical.js"
fi
[ -z "$missing" ] || echo "Not here:$missing. The tests that need it will say that they were skipped."
