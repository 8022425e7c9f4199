"""Compares settings of Matrix Authentication Service with nix/tests/mas-keys.txt, the table of those that its source knows.

Reads JSON, or the plain YAML that `atlogin config mas` prints: keys, one a line, below each other by indentation.
"""

import json
import sys


def settings_of_json(value, path=""):
    """Each setting that has a value: its path and the value."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from settings_of_json(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for one in value:
            yield from settings_of_json(one, path + "[]")
    elif value is not None:
        yield path, value


def settings_of_lines(text):
    """The same for lines: the path of a key is made of the keys that stand above it further left."""
    above = []
    for line in text.splitlines():
        line = line.split(" #")[0].rstrip()
        if not line or line.lstrip().startswith("#"):
            continue
        # "- key" is a key two further to the right, in a list.
        listed = line.lstrip().startswith("- ")
        line = line.replace("- ", "  ", 1) if listed else line
        column = len(line) - len(line.lstrip())
        key, _, value = line.strip().partition(":")
        above = [(at, name) for at, name in above if at < column]
        if listed:
            above = above[:-1] + [(above[-1][0], above[-1][1].removesuffix("[]") + "[]")]
        above.append((column, key))
        if value.strip():
            yield ".".join(name for _, name in above), scalar(value.strip())


def scalar(text):
    return json.loads(text) if text.startswith('"') or text in ("true", "false") else text


def known_by(table):
    """Whether MAS knows a path, by the kinds of settings that its source has."""
    free = [path for path, kind in table.items() if kind == "any"]

    def is_known(path):
        # In a table whose keys are free, each key is known.
        in_a_table = path.rpartition(".")[0] + ".*"
        return path in table or in_a_table in table or any(path.startswith(f"{known}.") for known in free)

    return is_known


def main():
    with open(sys.argv[1]) as file:
        is_known = known_by(dict(line.rstrip("\n").split("\t") for line in file if not line.startswith("#")))
    text = sys.stdin.read()
    settings = settings_of_json(json.loads(text)) if text.startswith("{") else settings_of_lines(text)
    paths = [path for path, _ in settings]
    unknown = [path for path in paths if not is_known(path)]
    print("\n".join(paths))
    if unknown or len(paths) < 10:
        sys.exit(f"MAS does not know: {unknown}" if unknown else "there is hardly anything to compare")


if __name__ == "__main__":
    main()
