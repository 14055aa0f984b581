"""The configuration of the private Dovecot, in the two languages it has spoken: 2.3, and 2.4 since Debian 13."""

import subprocess


def configuration(mail, business, customer_password, uid):
    """The text of a dovecot.conf for `mail`, a servers.Servers with its folder and its ports."""
    said = subprocess.run(["dovecot", "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    version = tuple(int(n) for n in said.split()[0].split(".")[:2])
    who = who_since_24 if version >= (2, 4) else who_before_24
    return who(mail.root, business, customer_password, uid) + services(mail, business)


def who_before_24(root, business, customer_password, uid):
    """Who may log in, and where their mail lies."""
    (root / "tokens.conf").write_text("introspection_mode = local\nusername_attribute = sub\n"
                                      f"local_validation_key_dict = fs:posix:prefix={root}/tokens/\n")
    return f"""\
ssl_cert = <{root}/pki/server.pem
ssl_key = <{root}/pki/server.key
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/tokens.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
passdb {{
  driver = static
  args = password={customer_password}
  username_filter = !*@{business}
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={root}/mail/%Lu allow_all_users=yes
}}
service imap-login {{
  service_count = 0
}}
"""


def who_since_24(root, business, customer_password, uid):
    return f"""\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {root}/pki/server.pem
ssl_server_key_file = {root}/pki/server.key
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
oauth2 {{
  introspection_mode = local
  username_attribute = sub
  oauth2_local_validation {{
    dict fs {{
      fs posix {{
        prefix = {root}/tokens/
      }}
    }}
  }}
}}
passdb passwd-file {{
  passwd_file_path = {root}/users
  default_password_scheme = PLAIN
}}
passdb static {{
  password = {customer_password}
  username_filter = !*@{business}
}}
userdb static {{
  allow_all_users = yes
  fields {{
    uid = {uid}
    gid = {uid}
    home = {root}/mail/%{{user}}
  }}
}}
service imap-login {{
  restart_request_count = unlimited
}}
"""


def services(mail, business):
    """The rest, which reads the same to both."""
    return f"""\
base_dir = {mail.root}/run
state_dir = {mail.root}/run
log_path = {mail.root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
auth_mechanisms = plain login scram-sha-256 xoauth2
auth_verbose = yes
auth_failure_delay = 0
recipient_delimiter = +
hostname = mail.{business}
first_valid_uid = 100
mail_max_userip_connections = 200
# "Still here" would wake who waits
imap_idle_notify_interval = 29 mins
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {mail.imap_port}
  }}
  inet_listener imaps {{
    port = {mail.imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {mail.lmtp_port}
  }}
}}
service auth {{
  inet_listener postfix {{
    port = {mail.auth_port}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@{business}
}}
"""

