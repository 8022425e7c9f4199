# All that tests/ needs beside what its own lock files bring; with it, `tests/run-all` installs no Debian package.
{
  lib,
  stdenv,
  mkShell,
  atlogin,
  clippy,
  rustfmt,
  rust-analyzer,
  cargo-deny,
  nodejs,
  python3,
  openssl,
  chromium,
  chromedriver,
  liberation_ttf,
  noto-fonts-color-emoji,
  makeFontsConf,
  nginx,
  caddy,
  postgresql,
  iproute2,
  util-linux,
  strace,
}:
mkShell {
  # The Rust and C compilers that the package is built with.
  inputsFrom = [ atlogin ];
  packages = [
    clippy
    rustfmt
    rust-analyzer
    cargo-deny
    nodejs
    python3
    openssl
  ]
  ++ lib.optionals stdenv.hostPlatform.isLinux [
    chromium
    chromedriver
    nginx
    caddy
    iproute2
    util-linux
    strace
  ];
  env = lib.optionalAttrs stdenv.hostPlatform.isLinux {
    # tests/stack/install looks at these before it asks Debian for the same.
    CHROMIUM = lib.getExe chromium;
    POSTGRES = "${postgresql}/bin";
    CHROMEDRIVER = "${chromedriver}/bin/chromedriver";
    ATLOGIN_NODE = nodejs;
    ATLOGIN_FONTS = "fontconfig";
    FONTCONFIG_FILE = makeFontsConf {
      fontDirectories = [
        liberation_ttf
        noto-fonts-color-emoji
      ];
    };
  };
}
