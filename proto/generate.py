"""Generates gen/ from proto/: messages, stubs, types and the comments of the API description."""

import argparse
import filecmp
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
GEN = ROOT / "gen"
COMMENTS = Path("voipbin/v1/contract.binpb")


def main() -> int:
    """Writes gen/, or with --check says whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when not current"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        if options.check:
            return report(differences(fresh, GEN))
        shutil.rmtree(GEN / "voipbin", ignore_errors=True)
        shutil.copytree(fresh / "voipbin", GEN / "voipbin")
    return 0


def generate(destination: Path) -> None:
    """Runs protoc with its Python plugins."""
    site = Path(sysconfig.get_paths()["purelib"])
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    protoc = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", f"-I{site}"]
    mypy_grpc = Path(sys.executable).with_name("protoc-gen-mypy_grpc")
    outputs = [
        f"--python_out={destination}",
        f"--pyi_out={destination}",
        f"--grpc_python_out={destination}",
        f"--plugin=protoc-gen-mypy_grpc={mypy_grpc}",
        f"--mypy_grpc_out=quiet:{destination}",
    ]
    subprocess.run([*protoc, *outputs, *files], cwd=PROTO, check=True)
    (destination / COMMENTS).parent.mkdir(parents=True, exist_ok=True)
    public = [name for name in files if name.startswith("voipbin/v1/")]
    described = f"--descriptor_set_out={destination / COMMENTS}"
    subprocess.run([*protoc, "--include_source_info", described, *public], cwd=PROTO, check=True)


def differences(fresh: Path, kept: Path) -> list[str]:
    """Files that are missing, left over or different."""
    found = []
    names = {p.relative_to(root) for root in (fresh, kept) for p in root.rglob("*") if p.is_file()}
    for name in sorted(n for n in names if "__pycache__" not in n.parts):
        new, old = fresh / name, kept / name
        if not (new.exists() and old.exists() and filecmp.cmp(new, old, shallow=False)):
            found.append(str(name))
    return found


def report(found: list[str]) -> int:
    """Prints what is not current."""
    for name in found:
        print(f"gen/{name} is not current: run `make gen`", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
