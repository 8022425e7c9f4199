"""Reads YAML, and renders templates as MAS has set minijinja up. One JSON object a line comes in, and one goes out.

Jinja2 and minijinja agree on what the printed sections use: an undefined value is printed as nothing, a member of an
undefined value is an error. What they print otherwise is set below, and filters that only Jinja2 has are taken away.
"""

import json
import sys

import jinja2
import yaml

# What both have. minijinja 2.21 with its contrib crate, and `string` of MAS.
FILTERS = (
    "abs attr batch capitalize count d default dictsort e escape filesizeformat first float groupby indent int items "
    "join last length list lower map max min pprint reject rejectattr replace reverse round safe select selectattr "
    "slice sort string striptags sum title tojson trim truncate unique upper urlencode wordcount wordwrap"
).split()


class Loader(yaml.SafeLoader):
    """A loader that refuses a key that is written twice, as serde_yaml does."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.YAMLError(f"duplicate entry with key {twice[0]!r}")
        return super().construct_mapping(node, deep)


def printed(value):
    """minijinja prints these three in lower case."""
    return {None: "none", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else value


environment = jinja2.Environment(finalize=printed)
environment.filters = {name: environment.filters[name] for name in FILTERS}


def answer(job):
    try:
        if "yaml" in job:
            return {"value": yaml.load(job["yaml"], Loader)}
        return {"value": environment.from_string(job["template"]).render(job["context"])}
    except (yaml.YAMLError, jinja2.TemplateError, TypeError, ValueError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
