# What `nix flake check` builds: the package with its unit tests, and journeys in machines that are booted.
{
  pkgs,
  worlds,
}:
{
  package = pkgs.atlogin;
}
// worlds.tests
