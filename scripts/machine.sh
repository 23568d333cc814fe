# What ./demo and ./test share: they find out what a Debian or Ubuntu machine lacks, install it, and say so.
# Sourced by bash; not a command of its own.

PATH="$PATH:$HOME/.cargo/bin"

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# needs COMMAND PACKAGE [COMMAND PACKAGE ...]: installs the packages of the commands that are missing.
needs() {
  local missing=()
  while [ $# -ge 2 ]; do
    command -v "$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null 2>&1 || die "Please install these first: ${missing[*]}"
  say "Installing ${missing[*]} with apt"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "Please run this as root first: apt-get install -y ${missing[*]}"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq || say "The package lists could not be renewed; trying with those that are here"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
    || die "apt could not install ${missing[*]}"
}

# The Rust toolchain is the one thing that apt has only in versions that are too old.
needs_rust() {
  local wanted=1.90 have
  if ! command -v cargo >/dev/null 2>&1; then
    needs curl curl
    die "Rust is missing. This one command installs it, then run me again:
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
  fi
  have=$(rustc --version | cut -d' ' -f2)
  [ "$(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n1)" = "$wanted" ] \
    || die "Rust $wanted or newer is needed, $have is here. This one command brings it: rustup update stable"
}

# What every build needs: a C compiler for SQLite, OpenSSL and libpq, perl for OpenSSL, node for the browser side.
needs_build_tools() {
  needs cc build-essential pkg-config pkg-config perl perl node nodejs npm npm espeak-ng espeak-ng
  needs_rust
}
