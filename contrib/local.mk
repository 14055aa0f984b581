# What `followup init` lays out beside calendars and letters: a sample business.
sampledir = $(pkgdatadir)/sample
dist_sample_DATA = \
	contrib/sample/customers.csv \
	contrib/sample/followupd.conf \
	contrib/sample/purchases.csv

# what the exports of common programs look like: a preset and an invented sample each
presetdir = $(pkgdatadir)/ledger
dist_preset_DATA = \
	contrib/ledger/datev.conf \
	contrib/ledger/datev.csv \
	contrib/ledger/gnucash.conf \
	contrib/ledger/gnucash.csv \
	contrib/ledger/gnucash-sqlite.conf \
	contrib/ledger/gnucash-sqlite.sql \
	contrib/ledger/google-contacts.conf \
	contrib/ledger/google-contacts.csv \
	contrib/ledger/hubspot.conf \
	contrib/ledger/hubspot-deals.csv \
	contrib/ledger/hubspot.csv \
	contrib/ledger/odoo.conf \
	contrib/ledger/odoo-orders.csv \
	contrib/ledger/odoo.csv \
	contrib/ledger/quickbooks.conf \
	contrib/ledger/quickbooks.csv \
	contrib/ledger/shopify.conf \
	contrib/ledger/shopify-orders.csv \
	contrib/ledger/shopify.csv \
	contrib/ledger/stripe.conf \
	contrib/ledger/stripe-payments.csv \
	contrib/ledger/stripe.csv \
	contrib/ledger/woocommerce.conf \
	contrib/ledger/woocommerce-orders.csv \
	contrib/ledger/woocommerce.csv \
	contrib/ledger/xero.conf \
	contrib/ledger/xero-invoices.csv \
	contrib/ledger/xero.csv

# what each mail provider needs, changes and limits
providersdir = $(pkgdatadir)/providers
dist_providers_DATA = \
	contrib/providers/fastmail.md \
	contrib/providers/gmail.md \
	contrib/providers/mailbox-org.md \
	contrib/providers/microsoft-365.md \
	contrib/providers/own-postfix-dovecot.md

# token_command for Microsoft 365
dist_pkglibexec_SCRIPTS = contrib/providers/microsoft-token

# every setting with its default, to copy from
dist_pkgdata_DATA = contrib/followupd.conf.sample

# the two commands of the checkout
EXTRA_DIST += contrib/digest.png contrib/setup contrib/demo.py .ci/run

# bash asks here what followup may be told
completiondir = $(datadir)/bash-completion/completions
completion_DATA = contrib/followup
contrib/followup: $(srcdir)/contrib/followup.bash
	@$(MKDIR_P) contrib
	$(AM_V_GEN)cp $(srcdir)/contrib/followup.bash $@
CLEANFILES += contrib/followup
EXTRA_DIST += contrib/followup.bash

# for whoever has AppArmor; Debian's package installs it
EXTRA_DIST += contrib/apparmor/usr.sbin.followupd

# the cluster: how, and a try of it
EXTRA_DIST += contrib/pacemaker/README.md contrib/pacemaker/fence_outlet contrib/pacemaker/followupd.xml \
	contrib/pacemaker/try

# Debian's package: cp -r contrib/debian debian && dpkg-buildpackage
EXTRA_DIST += contrib/debian/changelog contrib/debian/control contrib/debian/copyright \
	contrib/debian/followupd.lintian-overrides \
	contrib/debian/followupd.postinst contrib/debian/followupd.postrm contrib/debian/rules \
	contrib/debian/source/format contrib/debian/source/lintian-overrides
