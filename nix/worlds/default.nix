{ ... }: { apps = { }; systems = { }; tests = { }; }
