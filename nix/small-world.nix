# The small ATProto world of the tests as a program: the offline world uses its PLC directory, because nixpkgs has none.
{
  atlogin,
}:
atlogin.overrideAttrs {
  pname = "atlogin-small-world";
  cargoBuildFlags = [
    "--example"
    "small-world"
  ];
  doCheck = false;
  # Cargo's install hook takes binaries only, an example lies elsewhere.
  installPhase = ''
    runHook preInstall
    install -Dm755 -t "$out/bin" "$(find target -path '*/release/examples/small-world' | head -n 1)"
    runHook postInstall
  '';
  meta = atlogin.meta // {
    description = "A small ATProto world for the tests of ATLogin";
    mainProgram = "small-world";
  };
}
