#!/bin/sh
# The browser and the system-call tracer that some tests need. Installed from Debian's packages where that is allowed.
# A calendar reader nobody here wrote: npm's ical.js (Thunderbird and Nextcloud read calendars with it).
readers="${DUOLOGUE_READERS:-${TMPDIR:-/tmp}/duologue-readers}"
if command -v npm >/dev/null 2>&1 && [ ! -f "$readers/node_modules/ical.js/package.json" ]; then
  mkdir -p "$readers"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$readers" ical.js@2.2.1 >/dev/null 2>&1
fi
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing$missing for the tests ..."
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "Not here:$missing. The tests that need it will say that they were skipped."
