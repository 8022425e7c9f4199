#!/usr/bin/env python3
"""Makes an image for containers of the program and the certificates of authorities, and of nothing else.

    packaging/image.py --program FILE --version 0.1.0 --architecture x86_64 --output FILE.oci.tar

It writes a tar of an OCI image layout (image-spec 1.1), as `skopeo copy oci-archive:FILE …`, `podman load` and containerd read
it. No container engine is needed. The same input gives the same bytes: names are sorted, times are SOURCE_DATE_EPOCH, owners
are numbers.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import tarfile
from datetime import datetime, timezone
from pathlib import Path

# As the user `nonroot` of other small images. It is nobody on the host.
USER = 65532
STATE = "/var/lib/atlogin"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PLATFORMS = {"x86_64": "amd64", "aarch64": "arm64"}

IMAGE_INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--architecture", choices=PLATFORMS, required=True)
    parser.add_argument("--certificates", type=Path, default=Path(CERTIFICATES))
    parser.add_argument("--output", type=Path, required=True)
    return parser.parse_args()


def entry(tar, path, when, *, mode, content=None, owner=0):
    """Adds a file, or without content a directory."""
    info = tarfile.TarInfo(path.lstrip("/"))
    info.mode, info.mtime, info.uid, info.gid = mode, when, owner, owner
    if content is None:
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
    else:
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))


def file_system(program, certificates, when):
    """The one layer, as a tar."""
    passwd = f"root:x:0:0::/:/none\natlogin:x:{USER}:{USER}:ATLogin:{STATE}:/none\n"
    group = f"root:x:0:\natlogin:x:{USER}:\n"
    bytes_of_tar = io.BytesIO()
    with tarfile.open(fileobj=bytes_of_tar, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for directory in ["/etc", "/etc/atlogin", "/etc/ssl", "/etc/ssl/certs"]:
            entry(tar, directory, when, mode=0o755)
        entry(tar, "/etc/group", when, mode=0o644, content=group.encode())
        entry(tar, "/etc/passwd", when, mode=0o644, content=passwd.encode())
        entry(tar, CERTIFICATES, when, mode=0o644, content=certificates)
        for directory in ["/usr", "/usr/bin", "/var", "/var/lib"]:
            entry(tar, directory, when, mode=0o755)
        entry(tar, "/usr/bin/atlogin", when, mode=0o755, content=program)
        # A named volume that is mounted here takes its owner and mode from it.
        entry(tar, STATE, when, mode=0o700, owner=USER)
    return bytes_of_tar.getvalue()


def descriptor(media_type, content, **more):
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content), **more}


def as_json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def image(program, certificates, version, architecture, when):
    """All files of the layout, by name."""
    layer = file_system(program, certificates, when)
    packed = gzip.compress(layer, compresslevel=9, mtime=0)
    created = datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {
        "org.opencontainers.image.title": "ATLogin",
        "org.opencontainers.image.description": "Lets people sign in with their Bluesky (AT Protocol) account",
        "org.opencontainers.image.licenses": "MIT OR Apache-2.0",
        "org.opencontainers.image.version": version,
    }
    config = as_json({
        "architecture": PLATFORMS[architecture],
        "os": "linux",
        "created": created,
        "config": {
            "User": f"{USER}:{USER}",
            # Inside a container loopback is its own: the engine decides who reaches the port.
            "Env": ["ATLOGIN_LISTEN=0.0.0.0:9411", f"ATLOGIN_STATE_DIR={STATE}"],
            "Entrypoint": ["/usr/bin/atlogin"],
            "ExposedPorts": {"9411/tcp": {}},
            "Volumes": {STATE: {}},
            "WorkingDir": "/",
            "StopSignal": "SIGTERM",
            "Labels": labels,
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [{"created": created, "created_by": "packaging/image.py", "comment": "the program and the authorities"}],
    })
    manifest = as_json({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, config),
        "layers": [descriptor(LAYER, packed)],
        "annotations": labels | {"org.opencontainers.image.created": created},
    })
    names = {"org.opencontainers.image.ref.name": version}
    platform = {"architecture": PLATFORMS[architecture], "os": "linux"}
    index = as_json({
        "schemaVersion": 2,
        "mediaType": IMAGE_INDEX,
        "manifests": [descriptor(MANIFEST, manifest, annotations=names, platform=platform)],
    })
    blobs = {f"blobs/sha256/{hashlib.sha256(blob).hexdigest()}": blob for blob in [packed, config, manifest]}
    return {"oci-layout": as_json({"imageLayoutVersion": "1.0.0"}), "index.json": index, **blobs}


def write(path, files, when):
    with tarfile.open(path, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for directory in ["blobs", "blobs/sha256"]:
            entry(tar, directory, when, mode=0o755)
        for name in sorted(files):
            entry(tar, name, when, mode=0o644, content=files[name])


def main():
    given = arguments()
    when = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    files = image(given.program.read_bytes(), given.certificates.read_bytes(), given.version, given.architecture, when)
    write(given.output, files, when)


if __name__ == "__main__":
    main()
