"""A private Postfix and a private Dovecot on loopback, for the tests and the demo.

    with Servers() as mail:
        mail.deliver("elena@mail.example", "care@harbourpine.example", "Subject: Hi\\n\\nHello")
        mail.settle()
        mail.messages("care@harbourpine.example")

What there is:
  * submission (STARTTLS forced, AUTH), implicit TLS submission, and a plain port for customers;
  * IMAP (STARTTLS) and implicit TLS IMAP, a Sent mailbox with SPECIAL-USE, plus addresses;
  * an authority of its own, and another one that nobody should trust;
  * harbourpine.example is the business, with accounts; every other *.example address is a
    customer's mailbox, made on first use; no mail ever leaves the machine;
  * bounce(ADDRESS): Postfix accepts mail for it and returns a real delivery status notification;
  * answer(ADDRESS, "451 4.3.0 later"): what the submission server says to RCPT for it.

Everything lives below one short folder (unix socket names have 107 bytes), which goes when the
servers stop. Both servers change to users of their own, so they must start as root (or as root of
a user namespace; contrib/setup sees to that).
"""

import atexit
import base64
import contextlib
import email
import email.policy
import imaplib
import os
import re
import secrets
import shutil
import signal
import smtplib
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import dovecot

BUSINESS = "harbourpine.example"
STAFF = ("care", "anna", "jonas", "joao", "marta")
CUSTOMER_PASSWORD = "customer"
PREFIX = "/tmp/fu-"
# owner of all private mailboxes; a plain number, no account of the machine
MAIL_UID = 5000
LOGS = ("postfix.log", "dovecot.log")

MASTER = """\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class ServersError(Exception):
    """A sentence for a person: what could not be set up, and what to do."""


def why_not():
    """None when the servers can run here, else the sentence that says why not."""
    for path, package in (("/usr/sbin/postfix", "postfix"), ("/usr/sbin/dovecot", "dovecot-imapd"),
                          ("/usr/lib/dovecot/lmtp", "dovecot-lmtpd"), ("/usr/bin/openssl", "openssl")):
        if not os.path.exists(path):
            return f"{path} is missing: install the package {package} (contrib/setup does)."
    if os.geteuid() != 0:
        return ("Postfix and Dovecot change to users of their own and must start as root; this is "
                "user %d. contrib/setup starts them in a user namespace or through sudo." % os.geteuid())
    return None


def run(*words, **more):
    # into a file: a daemon keeps its standard output open, and a pipe would never end
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60,
                              check=False, **more)
        said.seek(0)
        if done.returncode:
            raise ServersError(f"{' '.join(words[:4])} … ended with {done.returncode}: {said.read()[-2000:]}")


def free_ports(count):
    """That many port numbers nobody listens on, found by asking the kernel."""
    held = []
    try:
        for _ in range(count):
            s = socket.socket()
            s.bind(("127.0.0.1", 0))
            held.append(s)
        return [s.getsockname()[1] for s in held]
    finally:
        for s in held:
            s.close()


def plain(address):
    """care+token@x → care@x, in lower case: the mailbox an address leads to."""
    local, _, domain = address.lower().rpartition("@")
    return local.split("+")[0] + "@" + domain


def halt(root):
    """Stop whatever runs below a root, politely first. Also for roots a killed run left."""
    root = Path(root)
    if (root / "postfix/main.cf").exists():
        subprocess.run(["postfix", "-c", str(root / "postfix"), "stop"], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=30, check=False)
    for pid_file, name in ((root / "run/master.pid", "dovecot"), (root / "spool/pid/master.pid", "master")):
        try:
            pid = int(pid_file.read_text().split()[0])
            comm = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError, IndexError):
            continue
        if comm != name:
            continue
        for sig in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sig)
            if gone(pid, 5):
                break


def gone(pid, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def sweep():
    """Clear away roots whose owner died without stopping its servers."""
    for root in Path("/tmp").glob(Path(PREFIX).name + "*"):
        try:
            if root.is_symlink() or root.stat().st_uid != os.geteuid():
                continue
            owner, born = (root / "owner").read_text().split()
        except (OSError, ValueError):
            continue
        with contextlib.suppress(OSError):
            if start_of(int(owner)) == born:
                continue
        halt(root)
        shutil.rmtree(root, ignore_errors=True)


def start_of(pid):
    """When a process began, in ticks: with the pid it names a process once and for all."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]


class Answers(socketserver.ThreadingTCPServer):
    """Postfix asks this about every recipient (SMTPD_POLICY_README): tests decide what it says."""

    daemon_threads = True
    allow_reuse_address = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            asked = {}
            for raw in self.rfile:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                if line:
                    key, _, value = line.partition("=")
                    asked[key] = value
                    continue
                said = self.server.said.get(asked.get("recipient", "").lower(), "DUNNO")
                self.wfile.write(f"action={said}\n\n".encode())
                asked = {}

    def __init__(self):
        self.said = {}
        super().__init__(("127.0.0.1", 0), self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Servers:
    def __init__(self, staff=STAFF):
        self.staff = staff
        self.root = None
        self.password = secrets.token_hex(12)
        self.token_key = secrets.token_bytes(32)
        self.bounces = set()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *exc):
        self.stop()

    # ------------------------------------------------------------ starting, stopping

    def start(self):
        why = why_not()
        if why:
            raise ServersError(why)
        sweep()
        self.root = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/"))
        atexit.register(self.stop)
        (self.root / "owner").write_text(f"{os.getpid()} {start_of(os.getpid())}\n")
        self.root.chmod(0o755)
        self.ca, self.other_ca = self.root / "pki/ca.pem", self.root / "pki/otherca.pem"
        self.certificates()
        self.answers = Answers()
        for attempt in (1, 2, 3):
            # somebody may take a port between our asking and the servers' binding
            (self.smtp_port, self.submission_port, self.submissions_port, self.imap_port,
             self.imaps_port, self.lmtp_port, self.auth_port) = free_ports(7)
            try:
                self.configure()
                run("dovecot", "-c", str(self.root / "dovecot.conf"))
                run("postfix", "-c", str(self.root / "postfix"), "start")
                self.wait_up()
                return self
            except ServersError as e:
                halt(self.root)
                if attempt == 3:
                    raise ServersError(f"{e}\n{self.log()[-3000:]}") from None

    def stop(self):
        """Everything ends and goes. Harmless when nothing runs."""
        if self.root is None:
            return
        root, self.root = self.root, None
        atexit.unregister(self.stop)
        halt(root)
        if hasattr(self, "answers"):
            self.answers.shutdown()
            self.answers.server_close()
        shutil.rmtree(root, ignore_errors=True)

    def wait_up(self):
        until = time.monotonic() + 60
        for port in (self.smtp_port, self.submission_port, self.submissions_port, self.imap_port,
                     self.imaps_port, self.lmtp_port, self.auth_port):
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 2).close()
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise ServersError("the private mail servers did not come up") from None
                    time.sleep(0.05)

    def mark(self):
        """Where the servers' logs end now, for log(since=…)."""
        return {n: (self.root / n).stat().st_size for n in LOGS if (self.root / n).exists()}

    def log(self, since=None):
        """What the servers said, for a failing test."""
        said = []
        for name in LOGS:
            path = self.root / name
            if path.exists():
                with open(path, "rb") as f:
                    f.seek((since or {}).get(name, 0))
                    said.append(f.read().decode("utf-8", "replace"))
        return "\n".join(said)

    # ------------------------------------------------------------ set-up

    def certificates(self):
        pki = self.root / "pki"
        pki.mkdir(mode=0o755)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        for ca in ("ca", "otherca"):
            run("openssl", "req", "-x509", *key, "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-days", "3650",
                "-subj", f"/CN=Private {ca}", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign", cwd=pki)
        # the name is localhost and no address: 127.0.0.1 is the wrong name for the tests
        self.certificate("server", "ca")
        self.certificate("imposter", "otherca")
        for path in pki.iterdir():
            path.chmod(0o644)

    def certificate(self, name, ca):
        pki = self.root / "pki"
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            f"{name}.key", "-out", f"{name}.csr", "-subj", "/CN=localhost", cwd=pki)
        (pki / f"{name}.ext").write_text(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            f"extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,DNS:mail.{BUSINESS}\n")
        run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key",
            "-CAcreateserial", "-out", f"{name}.pem", "-extfile", f"{name}.ext", "-days", "3650", cwd=pki)

    def configure(self):
        for folder, owner in (("run", 0), ("mail", MAIL_UID), ("postfix", 0), ("spool", 0)):
            (self.root / folder).mkdir(exist_ok=True)
            os.chown(self.root / folder, owner, owner)
        (self.root / "data").mkdir(exist_ok=True)
        shutil.chown(self.root / "data", "postfix")
        (self.root / "users").write_text("".join(f"{u}@{BUSINESS}:{{PLAIN}}{self.password}\n" for u in self.staff))
        keys = self.root / "tokens/default/HS256"
        keys.mkdir(parents=True, exist_ok=True)
        (keys / "default").write_text(base64.b64encode(self.token_key).decode())
        (self.root / "dovecot.conf").write_text(dovecot.configuration(self, BUSINESS, CUSTOMER_PASSWORD, MAIL_UID))
        (self.root / "postfix/main.cf").write_text(self.postfix())
        (self.root / "postfix/master.cf").write_text(self.services())
        (self.root / "postfix/domains").write_text("/\\.example$/ here\n")
        self.write_bounces()

    def postfix(self):
        answers = self.answers.server_address[1]
        return f"""\
compatibility_level = 3.6
queue_directory = {self.root}/spool
data_directory = {self.root}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = {self.root}
maillog_file = {self.root}/postfix.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
myhostname = mail.{BUSINESS}
mydomain = {BUSINESS}
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = regexp:{self.root}/postfix/domains
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp_port}
transport_maps = texthash:{self.root}/postfix/bounces
recipient_delimiter = +
# nothing leaves the machine
default_transport = error:5.1.2 This private server delivers to .example only
relay_transport = error:5.1.2 This private server delivers to .example only
local_transport = error:5.1.2 There are no local users
disable_dns_lookups = yes
smtpd_peername_lookup = no
notify_classes =
delay_warning_time = 0
# recipients that bounce must be accepted first
smtpd_reject_unlisted_recipient = no
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_tls_security_level = may
smtpd_tls_cert_file = {self.root}/pki/server.pem
smtpd_tls_key_file = {self.root}/pki/server.key
smtpd_tls_received_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{self.auth_port}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, permit_auth_destination, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{answers}
"""

    def services(self):
        def inet(port, *options):
            return "\n  -o ".join((f"127.0.0.1:{port} inet n - n - - smtpd", *options)) + "\n"

        # a submission port that serves nobody without a password
        guarded = ("smtpd_sasl_auth_enable=yes", "smtpd_tls_auth_only=yes",
                   "smtpd_client_restrictions=permit_sasl_authenticated,reject")
        return (inet(self.smtp_port)
                + inet(self.submission_port, "smtpd_tls_security_level=encrypt", *guarded)
                + inet(self.submissions_port, "smtpd_tls_wrappermode=yes", *guarded) + MASTER)

    # ------------------------------------------------------------ what tests and demo decide

    def write_bounces(self):
        lines = (f"{a} error:5.1.1 The mailbox of {a} is no longer here\n" for a in sorted(self.bounces))
        (self.root / "postfix/bounces").write_text("".join(lines))

    def bounce(self, *addresses):
        """From now on mail for these is accepted and comes back."""
        self.bounces |= {a.lower() for a in addresses}
        self.write_bounces()
        run("postfix", "-c", str(self.root / "postfix"), "reload")

    @contextlib.contextmanager
    def setting(self, line):
        """For a while Postfix has this line of main.cf too."""
        def have(text):
            (self.root / "postfix/main.cf").write_text(text)
            run("postfix", "-c", str(self.root / "postfix"), "reload")

        have(self.postfix() + line + "\n")
        try:
            yield
        finally:
            have(self.postfix())

    def answer(self, address, said):
        """What the server says to RCPT TO this address: "451 4.3.0 later"; None: the usual."""
        if said is None:
            self.answers.said.pop(address.lower(), None)
        else:
            self.answers.said[address.lower()] = said

    def clean(self):
        """Empty every mailbox and forget the bounces. Afterwards UIDs begin anew, under another
        UIDVALIDITY."""
        self.settle()
        if self.bounces:
            self.bounces.clear()
            self.bounce()
        self.answers.said.clear()
        for home in (self.root / "mail").iterdir():
            shutil.rmtree(home)

    def settle(self, timeout=60):
        """Wait until all that Postfix accepted has been delivered, or has bounced."""
        until = time.monotonic() + timeout
        calm = 0
        while time.monotonic() < until:
            waiting = sum(1 for q in ("maildrop", "incoming", "active") for _ in self.queue_files(q))
            calm = calm + 1 if waiting == 0 else 0
            if calm == 2:  # a bounce may have been born behind the back of the first look
                return
            time.sleep(0.005)
        raise ServersError(f"mail still lies in Postfix's queue after {timeout} s:\n{self.log()[-3000:]}")

    def queue_files(self, name):
        for _folder, _folders, files in os.walk(self.root / "spool" / name):
            yield from files

    # ------------------------------------------------------------ mail, as people see it

    def deliver(self, sender, recipient, message):
        """A mail from outside, as another server would bring it."""
        if isinstance(message, str):
            message = message.encode()
        elif not isinstance(message, bytes):
            message = message.as_bytes(policy=email.policy.SMTP)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, "localhost", timeout=60) as smtp:
            smtp.sendmail(sender, [recipient], message)

    def submit(self, person, recipient, message):
        """A mail that one of the staff sends with a mail client: submission, TLS, password."""
        with smtplib.SMTP("localhost", self.submission_port, "localhost", timeout=60) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=str(self.ca)))
            smtp.login(person, self.password)
            smtp.sendmail(person, [recipient], message.as_bytes(policy=email.policy.SMTP))

    @contextlib.contextmanager
    def imap(self, address, mailbox=None, readonly=True):
        address = plain(address)
        own = address.endswith("@" + BUSINESS)
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=60)
        try:
            client.login(address, self.password if own else CUSTOMER_PASSWORD)
            if mailbox:
                said, data = client.select(mailbox, readonly=readonly)
                if said != "OK":
                    raise ServersError(f"{address} has no mailbox {mailbox}: {data}")
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.logout()

    def append(self, address, mailbox, message, flags="", when=None):
        """Put a mail into a mailbox as a mail client does."""
        when = imaplib.Time2Internaldate(time.time() if when is None else when)
        with self.imap(address) as client:
            said, data = client.append(mailbox, flags, when, message.as_bytes(policy=email.policy.SMTP))
            if said != "OK":
                raise ServersError(f"{mailbox} of {address} took no mail: {data}")

    def raw_messages(self, address, mailbox="INBOX"):
        """All mails of a mailbox as [(uid, flags, bytes)], oldest first; leaves flags as they are."""
        with self.imap(address, mailbox) as client:
            _said, data = client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
        found = []
        for part in data:
            if isinstance(part, tuple):
                uid = int(re.search(rb"UID (\d+)", part[0]).group(1))
                found.append((uid, set(imaplib.ParseFlags(part[0])), part[1]))
        return sorted(found, key=lambda one: one[0])

    def messages(self, address, mailbox="INBOX"):
        return [email.message_from_bytes(raw, policy=email.policy.default)
                for _uid, _flags, raw in self.raw_messages(address, mailbox)]

    def flags(self, address, mailbox="INBOX"):
        """{uid: {flags}}, seen through EXAMINE: looking changes nothing, \\Recent included."""
        return {uid: {f.decode() for f in flags} for uid, flags, _raw in self.raw_messages(address, mailbox)}

    def flag(self, address, uid, flags, mailbox="INBOX"):
        """A person reads or flags a mail."""
        with self.imap(address, mailbox, readonly=False) as client:
            client.uid("STORE", str(uid), "+FLAGS", flags)

    def addresses(self):
        """All that have received something."""
        mail = self.root / "mail"
        return sorted(p.name for p in mail.iterdir() if any((p / "Maildir").glob("[cn][ue][rw]*/*")))
