"""Runs a program the way kring.service confines it: confined.py UNIT PROGRAM ARGUMENT…

What systemd would set by system calls of its own is set here by the same ones: no capabilities,
no new privileges, no core dumps, and the filter of system calls, address families and memory that
is writable and executable at once.
"""

import ctypes
import errno
import os
import re
import resource
import subprocess
import sys

ALLOW, REFUSE = 0x7FFF0000, 0x00050000
EQUAL, MASKED, NOT_EQUAL = 4, 7, 1
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}


class Comparison(ctypes.Structure):
    """A condition on one argument of a system call."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("first", ctypes.c_uint64),
                ("second", ctypes.c_uint64)]


def settings(path):
    """The settings of a unit, each with all its values."""
    found = {}
    with open(path, encoding="utf-8") as unit:
        for name, value in re.findall(r"^(\w+)=(.*)$", unit.read(), re.MULTILINE):
            found.setdefault(name, []).append(value)
    return found


def group(name):
    """The system calls of a group, as this systemd knows them."""
    if not name.startswith("@"):
        return {name}
    shown = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", name],
                           capture_output=True, text=True, check=True, timeout=30).stdout
    lines = [line.strip() for line in shown.splitlines()[1:]]
    words = [line for line in lines if line and not line.startswith("#")]
    return set().union(*(group(word) for word in words))


def allowed(unit):
    """The system calls that the filters of a unit let through."""
    calls = set()
    for line in unit["SystemCallFilter"]:
        names = line.removeprefix("~").split()
        listed = set().union(*(group(name) for name in names))
        calls = calls - listed if line.startswith("~") else calls | listed
    # systemd always lets these through.
    return calls | group("@default")


def confine(unit):
    """Confines this process for good."""
    libc, seccomp = ctypes.CDLL(None, use_errno=True), ctypes.CDLL("libseccomp.so.2")
    names = sorted(allowed(unit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if unit["CapabilityBoundingSet"] == [""] and os.geteuid() == 0:
        last = int(open("/proc/sys/kernel/cap_last_cap", encoding="utf-8").read())
        for capability in range(last + 1):
            assert libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    seccomp.seccomp_init.restype = ctypes.c_void_p
    seccomp.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint,
        ctypes.POINTER(Comparison)]
    load = seccomp.seccomp_load
    load.argtypes = [ctypes.c_void_p]

    def rule(context, action, name, *conditions):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return 0
        array = (Comparison * max(1, len(conditions)))(*conditions)
        assert seccomp.seccomp_rule_add_array(
            context, action, number, len(conditions), array) == 0, name
        return 1

    # The strictest filter decides, so each rule has a filter of its own.
    memory = seccomp.seccomp_init(ALLOW)
    both = PROT_WRITE | PROT_EXEC
    refuse = REFUSE | errno.EPERM
    rule(memory, refuse, "mmap", Comparison(2, MASKED, both, both))
    for name in ("mprotect", "pkey_mprotect"):
        rule(memory, refuse, name, Comparison(2, MASKED, PROT_EXEC, PROT_EXEC))
    rule(memory, refuse, "shmat", Comparison(2, MASKED, SHM_EXEC, SHM_EXEC))
    families = seccomp.seccomp_init(ALLOW)
    kept = {FAMILIES[name] for name in " ".join(unit["RestrictAddressFamilies"]).split()}
    for family in range(64):
        if family not in kept:
            rule(families, REFUSE | errno.EAFNOSUPPORT, "socket",
                 Comparison(0, EQUAL, family, 0))
    calls = seccomp.seccomp_init(refuse)
    assert sum(rule(calls, ALLOW, name) for name in names) > 200
    # The last one no longer lets filters be set.
    for context in (families, memory, calls):
        assert load(context) == 0


if __name__ == "__main__":
    confine(settings(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
