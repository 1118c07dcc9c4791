"""Builds the wheel, by itself or for pip (PEP 517), with the standard library alone: python3 build_wheel.py [FOLDER]"""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "hpc_client"
VERSION = re.search(r'__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text())[1]
INFO = f"hpc_client-{VERSION}.dist-info"
WHEEL = "Wheel-Version: 1.0\nGenerator: build_wheel.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
METADATA = f"""Metadata-Version: 2.1
Name: hpc_client
Version: {VERSION}
Summary: A client of hpc-daemon: commands, shells, jobs and files on machines behind firewalls
License: Apache-2.0
Requires-Python: >=3.9
Description-Content-Type: text/markdown

"""


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Equal sources give equal bytes. Returns the name of the wheel."""
    content = {f"hpc_client/{file.name}": file.read_bytes() for file in sorted(PACKAGE.iterdir()) if file.is_file()}
    content[f"{INFO}/METADATA"] = (METADATA + (HERE / "README.md").read_text("utf-8")).encode()
    content[f"{INFO}/WHEEL"] = WHEEL.encode()
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in content.items())
    content[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n".encode()
    name = f"hpc_client-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in content.items():
            entry = zipfile.ZipInfo(path)  # Of 1980, whenever it is built.
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    return name


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    print(build_wheel(sys.argv[1] if len(sys.argv) > 1 else "."))
