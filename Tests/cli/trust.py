"""Creation keys and certificates."""

import subprocess

from program import cli
from server import Server

KEY = "a-key-of-more-than-sixteen-characters"


def test_creation_key(server, folder):
    """a server with a creation key refuses others with 77 and takes the right key."""
    (folder / "key").write_text(KEY + "\n", encoding="utf-8")
    (folder / "wrong").write_text("another key\n", encoding="utf-8")
    guarded = Server(folder / "guarded", "--creation-key-file", str(folder / "key")).start()
    try:
        new = ["new", "--server", guarded.address, "--method", "bovv6"]
        for options in ([], ["--creation-key-file", folder / "wrong"]):
            refused = cli(*new, *options)
            assert refused.returncode == 77 and "creation key" in refused.stderr, refused.stderr
        assert cli(*new, "--creation-key-file", folder / "missing").returncode == 66
        taken = cli(*new, "--creation-key-file", folder / "key")
        assert taken.returncode == 0, taken.stderr
    finally:
        guarded.stop()


def test_certificate(server, folder):
    """a certificate is believed only with --ca-file, and then a group plays over TLS."""
    certificate, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True, timeout=60)
    secure = Server(
        folder / "secure", "--tls-cert", str(certificate), "--tls-key", str(key)).start()
    try:
        assert secure.address.startswith("https://localhost:"), secure.address
        new = ["new", "--server", secure.address, "--method", "bovv6"]
        doubted = cli(*new)
        assert doubted.returncode == 69 and "certificate" in doubted.stderr.lower(), doubted.stderr
        assert cli(*new, "--ca-file", folder / "missing").returncode == 64
        played = cli(
            "play", "--server", secure.address, "--method", "bovv6", "--members", 3,
            "--ca-file", certificate)
        assert played.returncode == 0, played.stderr
    finally:
        secure.stop()
