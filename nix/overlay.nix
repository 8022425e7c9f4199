# What nixpkgs gains: the daemon, and the small ATProto world that it is tested with.
final: _prev: {
  atlogin = final.callPackage ./package.nix { };
  atlogin-small-world = final.callPackage ./small-world.nix { };
}
