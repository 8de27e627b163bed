"""The computer: Python and packages, the data folder and its disk, limits of the kernel, the port."""

import locale
import os
import resource
import shutil
import statistics
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from config.doctor import bad, ok, warn
from config.embedded.address import ForeignFolder, addresses, run_dir, service_uid
from config.embedded.binaries import postgres_bin, redis_server
from config.embedded.places import Unusable
from config.embedded.port import holder

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = 107  # bytes, of the kernel
OVER_THE_NET = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "vboxsf"}
GONE_WITH_THE_MACHINE = {"tmpfs", "ramfs", "overlay"}
LITTLE, TOO_LITTLE = 5 * 2**30, 500 * 2**20
SHARED_MEMORY = "/dev/shm"  # noqa: S108 – looked at, not written to
FILES = 4096
SLOW_SYNC_MS = 50


class Machine:
    def __init__(self, data_dir: Path, port: int | None = None, embedded: bool = True, limits=resource.getrlimit):
        self.data_dir, self.port, self.embedded = Path(data_dir), port, embedded
        self._limits = limits

    def checks(self):
        always = [self.python, self.packages, self.data_folder, self.filesystem, self.free_space, self.words]
        always += [self.open_files, self.sync_latency]
        return always + ([self.sockets, self.shared_memory, self.programs] if self.embedded else []) + [self.the_port]

    def python(self):
        yield ok(f"Python {'.'.join(map(str, sys.version_info[:3]))}")

    def packages(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        missing, other = [], []
        for requirement in map(Requirement, project["dependencies"]):
            if requirement.marker and not requirement.marker.evaluate():
                continue
            try:
                found = metadata.version(requirement.name)
            except metadata.PackageNotFoundError:
                missing.append(requirement.name)
                continue
            if found not in requirement.specifier:
                other.append(f"{requirement.name} {found} (wanted {requirement.specifier})")
        if missing:
            yield bad(f"Packages are missing: {', '.join(missing)}", "run `.tools/bin/uv sync`")
        if other:
            yield warn(f"Other versions than tested: {', '.join(other)}", "run `.tools/bin/uv sync`")
        if not missing and not other:
            yield ok("every package in the version that was tested")

    def data_folder(self):
        folder = self.data_dir
        if not folder.exists():
            parent = _existing(folder)
            if not os.access(parent, os.W_OK | os.X_OK):
                yield bad(f"The data folder {folder} cannot be made in {parent}", "name another: --data-dir, DATA_DIR")
            else:
                yield ok(f"the data folder {folder} will be made at the first start")
            return
        status = folder.stat()
        if os.geteuid() not in (0, status.st_uid):
            yield bad(f"The data folder {folder} belongs to user {status.st_uid}", "start as that user, or chown it")
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield bad(f"The data folder {folder} cannot be written", f"chmod u+rwx {folder}")
        elif status.st_mode & 0o066:
            yield warn(f"The data folder {folder} can be read by other accounts", f"chmod go-rw {folder}")
        else:
            yield ok(f"the data folder {folder} is ours")
        for link in folder.iterdir():
            if link.is_symlink() and not link.exists():
                yield bad(
                    f"{link} points to {link.readlink()}, which is gone", "mount or restore it, or remove the link"
                )

    def filesystem(self):
        kind = filesystem_of(_existing(self.data_dir))
        if kind in OVER_THE_NET and self.embedded:
            yield bad(f"The data folder lies on {kind}; a database over a network disk breaks", "use a local disk")
        elif kind in GONE_WITH_THE_MACHINE:
            yield warn(f"The data folder lies on {kind}", "mount a disk or a volume there, or it goes with the machine")
        else:
            yield ok(f"filesystem {kind}")

    def free_space(self):
        total, _used, free = shutil.disk_usage(_existing(self.data_dir))
        words = f"{free / 2**30:.1f} GB of {total / 2**30:.0f} GB are free"
        if free < TOO_LITTLE:
            yield bad(words, "make room: PostgreSQL stops when its log cannot grow")
        elif free < LITTLE or free < total / 20:
            yield warn(words, "make room, or move the data folder to a larger disk")
        else:
            yield ok(words)

    def words(self):
        if "utf" not in (sys.getfilesystemencoding() + locale.getpreferredencoding(False)).lower():
            yield warn("The locale is not UTF-8: Chinese in file names and logs is lost", "set LANG=C.UTF-8")
        else:
            yield ok("locale with UTF-8")

    def open_files(self):
        soft, hard = self._limits(resource.RLIMIT_NOFILE)
        if soft < FILES and soft != resource.RLIM_INFINITY:
            yield warn(
                f"A process may open {soft} files (at most {hard}); each screen is one",
                f"`ulimit -n {FILES}`, LimitNOFILE={FILES} in the unit, or ulimits in the container",
            )
        else:
            yield ok(f"{soft} open files a process")

    def sync_latency(self):
        folder = _existing(self.data_dir)
        if not os.access(folder, os.W_OK):
            return
        path, times = folder / f".doctor-{os.getpid()}", []
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            for _ in range(15):
                began = time.perf_counter()
                os.pwrite(handle, b"\0" * 8192, 0)
                os.fdatasync(handle)
                times.append((time.perf_counter() - began) * 1000)
        finally:
            os.close(handle)
            path.unlink()
        median = statistics.median(times)
        if median > SLOW_SYNC_MS:
            yield warn(f"The disk takes {median:.0f} ms to keep one write", "use a faster disk: each form waits for it")
        else:
            yield ok(f"the disk keeps a write in {median:.2f} ms")

    def sockets(self):
        folder = run_dir(self.data_dir)
        length = len(os.fsencode(folder / ".s.PGSQL.5432"))
        try:
            addresses(self.data_dir)
        except ForeignFolder as reason:
            yield bad(str(reason), "as said")
            return
        if length > LONGEST_SOCKET:
            yield bad(
                f"The path of the sockets has {length} bytes; {LONGEST_SOCKET} is the limit", "set TMPDIR shorter"
            )
        else:
            yield ok(f"sockets in {folder}")

    def shared_memory(self):
        path = Path(SHARED_MEMORY)
        if not path.is_dir():
            yield bad(f"There is no {path}; PostgreSQL needs it", "mount a tmpfs there (docker: --shm-size 256m)")
        elif (size := shutil.disk_usage(path).total) < 128 * 2**20:
            yield warn(f"{path} has {size / 2**20:.0f} MB", "docker: --shm-size 256m")
        else:
            yield ok(f"{path} has {size / 2**20:.0f} MB")

    def programs(self):
        try:
            uid = service_uid(self.data_dir)
            yield ok(f"PostgreSQL in {postgres_bin(uid)}, Redis is {redis_server(uid)}")
        except Unusable as reason:
            yield bad(str(reason), "as said")

    def the_port(self):
        if self.port is None:
            return
        found = holder(self.port)
        if found is None:
            yield ok(f"port {self.port} is free")
        elif "manage.py" in found[1]:
            yield ok(f"port {self.port}: the product listens there (process {found[0]})")
        else:
            yield bad(
                f"Port {self.port} is taken by process {found[0]} ({found[1]})", "stop it, or choose: up --port N"
            )


def filesystem_of(path: Path) -> str:
    """The kind of the mount that holds the path: the last one mounted on its longest prefix."""
    best, kind = -1, "unknown"
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, rest = line.partition(" - ")
        mount = Path(fields.split()[4].replace("\\040", " "))
        if path.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), rest.split()[0]
    return kind


def _existing(folder: Path) -> Path:
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder
