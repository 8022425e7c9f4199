#!/usr/bin/env bash
# What the stand-in for nixpkgs is worth: it declares no option that nobody uses, and evaluation on it refuses what is wrong in
# our module and worlds. docs/decisions/stand-in-for-nixpkgs.md has the same as a table, and what none of this sees.
. "$(dirname "$0")/checks"
. nix/tests/library
root=$PWD standin=$scratch/standin broken=$scratch/checkout
can_evaluate standin || exit 0
make_standin "$standin"
guide_modules "$scratch/guide"
if [ -z "${ATLOGIN_BIN:-}" ]; then
  cargo build --locked --quiet
  export ATLOGIN_BIN=${CARGO_TARGET_DIR:-$root/target}/debug/atlogin
fi

# options_of FOLDER: what a stand-in declares, and what the module's uses, the worlds, their tests and the guide set.
options_of() {
  nix eval --impure --offline --json --expr "
    let
      standin = builtins.getFlake \"path:$1\";
      inherit (standin) lib;
      module = { imports = [ $root/nix/module ]; nixpkgs.overlays = [ (import $root/nix/overlay.nix) ]; };
      worldsOf = system: import $root/nix/worlds { nixpkgs = standin; inherit system module; };
      worlds = worldsOf \"x86_64-linux\";
      uses = import $root/nix/tests/module.nix { inherit lib module; system = \"x86_64-linux\"; };
      guide = more: lib.nixosSystem {
        system = \"x86_64-linux\";
        modules = [ module $scratch/guide/matrix.nix $scratch/guide/mas.nix more ];
      };
    in
    import $root/nix/tests/options.nix {
      inherit lib;
      standin = \"\${standin}\";
      systems = lib.attrValues uses.systems
        ++ lib.attrValues worlds.systems
        # On a Mac, QEMU is another one.
        ++ lib.attrValues (worldsOf \"aarch64-darwin\").systems
        ++ lib.concatMap (test: lib.attrValues test.nodes) (lib.attrValues worlds.tests)
        ++ map guide [ $scratch/guide/nginx.nix $scratch/guide/caddy.nix $scratch/guide/backup.nix $scratch/guide/qr.nix $scratch/guide/moving.nix ];
    }"
}
all_used() { options_of "$standin" | python3 nix/tests/judge_options.py "$root"; }
unused_found() {
  make_standin "$scratch/more"
  sed -i 's/autologinUser = /helpLine = option types.lines ""; &/; s/getty\.helpLine = \(.*\); autologinUser/getty.helpLine = \1; getty.autologinUser/' \
    "$scratch/more/options/services.nix"
  fails all_used_in "$scratch/more" 2>&1 | grep 'services.getty.helpLine is declared, and nobody'
}
all_used_in() { options_of "$1" | python3 nix/tests/judge_options.py "$root"; }
check 'every option that is declared is set or read by somebody' all_used
check 'one that nobody uses would be found' unused_found

# --- Breaks. Each is one wrong thing; who judges it is `module`, `worlds`, or `committed`.

judged_by_module() { evaluated_module "$broken" "$standin" x86_64-linux >"$scratch/it.json" && python3 nix/tests/judge_module.py "$scratch/it.json" "$broken"; }
judged_by_worlds() { evaluated_worlds "$broken" "$standin" x86_64-linux >"$scratch/it.json" && python3 nix/tests/judge_worlds.py "$scratch/it.json" "$broken"; }
judged_by_committed() {
  evaluated_worlds "$broken" "$standin" x86_64-linux >"$scratch/it.json" && python3 nix/tests/worlds/rendered.py "$scratch/it.json" "$scratch/rendered" &&
    diff -r nix/tests/worlds/evaluated "$scratch/rendered"
}
# What the package is made of has to be there.
mapfile -t sources < <(nix eval --json -f nix/source-files.nix | jq --raw-output '.[]')
# seed FILE SED: a checkout with this one change, which is one.
seed() {
  rm -rf "$broken" "$scratch/rendered"
  mkdir "$broken"
  cp -r --parents nix docs/worlds.md "${sources[@]}" "$broken/"
  sed -i "$2" "$broken/$1"
  fails cmp --silent "$1" "$broken/$1"
}
# refuses WHO WORDS FILE SED
refuses() {
  seed "$3" "$4"
  if "judged_by_$1" >"$scratch/said" 2>&1; then echo 'it was not refused'; return 1; fi
  grep -F -- "$2" "$scratch/said" || { cat "$scratch/said"; return 1; }
}
# overlooks WHO FILE SED: for what nothing here sees. Where it begins to be seen, the table has to change.
overlooks() { seed "$2" "$3" && "judged_by_$1"; }

sound() { seed nix/module/default.nix '1s/^#/# /' && judged_by_module && judged_by_worlds && judged_by_committed; }
check 'without a break nothing is refused' sound
check 'break 1: an option that there is not' refuses module 'does not exist' nix/module/default.nix 's/allowedTCPPorts/allowedTCPPort/'
check 'break 2: a value of another type' refuses module 'is not of type' nix/module/default.nix 's/listenStreams = \[.*\];/listenStreams = 9411;/'
check 'break 3: a word that is none of those allowed' refuses worlds 'is not of type' nix/worlds/tailscale.nix 's/"loose"/"lose"/'
check 'break 4: an attribute that there is not' refuses module "attribute 'enabled' missing" nix/module/default.nix 's/cfg.caddy.enable /cfg.caddy.enabled /'
check 'break 5: a setting that depends on itself' refuses module 'infinite recursion' nix/module/proxy.nix 's/^      if unixSocket then/      if cfg.settings.trusted_proxies == [ ] then/'
check 'break 6: a package that there is not' refuses module "attribute 'openssll' missing" nix/module/shared-secrets.nix 's/pkgs.openssl /pkgs.openssll /'
check 'break 7: a file of ours that there is not' refuses worlds 'mass.conf' nix/worlds/common.nix 's/mas.conf ++/mass.conf ++/'
check 'break 8: an assertion that is gone' refuses module 'secretInStore is refused' nix/module/settings.nix 's/file == null || !(inStore file)/true/'
check 'break 9: a setting that ATLogin does not know' refuses module 'client_nam' nix/module/relying-party.nix 's/client_name =/client_nam =/'
check 'break 10: a setting that MAS does not know' refuses worlds 'MAS knows secrets.encryption_fil' nix/worlds/mas.nix 's/encryption_file =/encryption_fil =/'
check 'break 11: a secret in the store' refuses worlds 'is no secret' nix/worlds/mas.nix 's/secret_file = ".*"/secret = "readable by everybody"/'
check 'break 12: a word that nginx does not know' refuses module 'proxy_bufferz' nix/module/proxy.nix 's/proxy_buffers/proxy_bufferz/'
check 'break 13: a word that Caddy does not know' refuses module 'CalledProcessError' nix/module/proxy.nix 's/ reverse_proxy / reverse_prozy /'
check 'break 14: a unit that does not wait for another' refuses committed 'Requires=bluesky-pds.service' nix/worlds/offline.nix 's/requires = \[ "bluesky-pds.service" \];//'

check 'not seen: a misspelt key of systemd, outside of nix/hardening.nix' overlooks module nix/module/shared-secrets.nix 's/ProtectHome/ProtectHom/'
check 'not seen: a misspelt setting of Synapse' overlooks worlds nix/worlds/common.nix 's/password_config/pasword_config/'
renamed_in_nixpkgs() {
  sed -i 's/mapHashBucketSize/mapBucketSize/' "$standin"/options/*.nix
  overlooks worlds nix/worlds/common.nix 's/mapHashBucketSize/mapBucketSize/'
}
check 'not seen: an option that the stand-in has and nixpkgs has not' renamed_in_nixpkgs

# --- What is said where nothing can be evaluated.

said_once() {
  env --unset=NIXPKGS_LIB ATLOGIN_WITHOUT_NIXPKGS_LIB=yes nix/tests/run evaluate nixos-guide standin >"$scratch/said" 2>&1
  cat "$scratch/said"
  [ "$(grep -c EVALUATED "$scratch/said")" -eq 1 ]
  [ "$(tail -n 1 "$scratch/said")" = '# NOT EVALUATED, because NIXPKGS_LIB is not set: evaluate nixos-guide standin' ]
}
check 'without the library one line at the end names what was not evaluated' said_once
check 'and without its absence admitted nothing passes' fails env --unset=NIXPKGS_LIB --unset=ATLOGIN_WITHOUT_NIXPKGS_LIB nix/tests/run evaluate
conclude
