#!/usr/bin/env bash
# The image as containers are run: unpacked by Debian's umoci, run by Debian's crun as nobody, with a root that cannot be written.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "$0: only root can run it" >&2; exit 1; }
. nix/tests/checks
image=$(echo target/packages/atlogin-*-x86_64.oci.tar)
bundle=$scratch/bundle layout=$scratch/layout name=atlogin-image-$$
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
end() { crun --root "$scratch/crun" delete --force "$name" >/dev/null 2>&1 || true; }
trap 'end; rm -rf "$scratch"' EXIT
mkdir "$layout"
tar --extract --file="$image" --directory="$layout"

check 'umoci reads the image' umoci list --layout "$layout"
check 'umoci unpacks it, digest by digest' umoci unpack --image "$layout:$version" "$bundle"
holds() { (cd "$bundle/rootfs" && find . -type f | sort) | tee /dev/stderr | diff - <(printf '%s\n' ./etc/group ./etc/passwd ./etc/ssl/certs/ca-certificates.crt ./usr/bin/atlogin); }
check 'it holds the program, the authorities, two names, and nothing else' holds

# As an engine runs it with read_only, a volume, and cap_drop: ALL. The network is that of a namespace with loopback alone.
python3 - "$bundle" "$scratch/state" <<'END'
import json, os, sys
bundle, state = sys.argv[1:]
os.mkdir(state, 0o700); os.chown(state, 65532, 65532)
path = f"{bundle}/config.json"
config = json.load(open(path))
config["root"]["readonly"] = True
config["process"]["terminal"] = False
config["process"]["noNewPrivileges"] = True
config["process"]["capabilities"] = {kind: [] for kind in ["bounding", "effective", "permitted"]}
config["mounts"].append({"destination": "/var/lib/atlogin", "type": "bind", "source": state, "options": ["rbind", "rw", "nosuid", "nodev", "noexec"]})
config["linux"].pop("resources", None)
json.dump(config, open(path, "w"))
END
is_nobody() { python3 -c 'import json,sys; user = json.load(open(sys.argv[1]))["process"]["user"]; print(user); sys.exit(user["uid"] != 65532 or user["gid"] != 65532)' "$bundle/config.json"; }
check 'it runs as nobody' is_nobody

crun="crun --root $scratch/crun --cgroup-manager=disabled"
$crun run --detach --bundle "$bundle" "$name" >"$scratch/log" 2>&1 </dev/null || true
health() { $crun exec "$name" /usr/bin/atlogin health; }
soon() { for _ in $(seq 50); do "$@" && return; sleep 0.2; done; cat "$scratch/log"; return 1; }
check 'it starts with a root that cannot be written, and says that it is well' soon health
check 'its state is in the volume, for its user alone' sh -c "[ \"\$(stat --format='%a %u' $scratch/state/atlogin.db)\" = '600 65532' ]"
adds() { $crun exec "$name" /usr/bin/atlogin client add wiki --redirect-uri http://127.0.0.1:8765/callback; }
check 'commands work beside it' adds
stops() {
  $crun kill "$name" TERM
  for _ in $(seq 50); do $crun state "$name" 2>/dev/null | grep --quiet '"running"' || return 0; sleep 0.2; done
  return 1
}
check 'it stops when it is told to' stops
check 'nobody is well any more' sh -c "! $crun exec $name /usr/bin/atlogin health"
conclude
