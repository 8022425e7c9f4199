# A browser in the machine, and what drives it.
{ pkgs, ... }:
{
  environment.systemPackages = [
    pkgs.sqlite
    pkgs.curl
    (pkgs.writeShellScriptBin "sign-in" ''
      export CHROMIUM=${pkgs.chromium}/bin/chromium CHROMEDRIVER=${pkgs.chromedriver}/bin/chromedriver
      exec ${pkgs.python3}/bin/python3 "$@"
    '')
  ];
  # A page without a font has no words to look for.
  fonts.packages = [ pkgs.liberation_ttf ];
  virtualisation = {
    memorySize = 4096;
    cores = 2;
  };
}
