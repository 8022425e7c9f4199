{ ... }: {
  apps = { };
  systems = { };
  tests = { };
}
