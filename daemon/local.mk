# One convenience library with everything but the two mains; tests and fuzzers link it.
noinst_LIBRARIES += libfollowup.a
libfollowup_a_SOURCES = \
	daemon/base.c daemon/base.h \
	daemon/log.c daemon/log.h \
	daemon/classify.c daemon/classify.h \
	daemon/compose.c daemon/compose.h \
	daemon/conf.c daemon/conf.h \
	daemon/conversation.c daemon/conversation.h \
	daemon/courtesy.c daemon/courtesy.h \
	daemon/db.c daemon/db.h \
	daemon/digest.c daemon/digest.h \
	daemon/explain.c daemon/explain.h \
	daemon/figures.c daemon/figures.h \
	daemon/folder.c daemon/folder.h \
	daemon/health.c daemon/health.h \
	daemon/house.h \
	daemon/imap.c daemon/imap.h \
	daemon/inbox.c daemon/inbox.h \
	daemon/jail.c daemon/jail.h \
	daemon/ledger.c daemon/ledger.h \
	daemon/letter.c daemon/letter.h \
	daemon/listener.c \
	daemon/message.c daemon/message.h \
	daemon/notice.c daemon/notice.h \
	daemon/occasion.c daemon/occasion.h \
	daemon/outbox.c daemon/outbox.h \
	daemon/page.c daemon/page.h \
	daemon/plan.c daemon/plan.h \
	daemon/planner.c \
	daemon/rule.c daemon/rule.h \
	daemon/seal.c daemon/seal.h \
	daemon/sender.c \
	daemon/simulate.c daemon/simulate.h \
	daemon/smtp.c daemon/smtp.h \
	daemon/stream.c daemon/stream.h \
	daemon/supervisor.c daemon/supervisor.h \
	daemon/template.c daemon/template.h \
	daemon/worker.c daemon/worker.h \
	daemon/zone.c daemon/zone.h
nodist_libfollowup_a_SOURCES = daemon/schema.h

# the schema, compiled in
daemon/schema.h: $(srcdir)/daemon/schema.sql
	@$(MKDIR_P) daemon
	$(AM_V_GEN)sed -e 's/--.*//' -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/daemon/schema.sql > $@
BUILT_SOURCES = daemon/schema.h
CLEANFILES += daemon/schema.h

LIBS_ALL = libfollowup.a $(ETPAN_LIBS) $(GNUTLS_LIBS) $(ICAL_LIBS) $(CONFIG_LIBS) $(SYSTEMD_LIBS) \
	$(SQLITE_LIBS) $(CMARK_LIBS) $(IDN2_LIBS) $(SECCOMP_LIBS) $(UNISTRING_LIBS) $(CSV_LIBS) -lm

sbin_PROGRAMS += followupd
followupd_SOURCES = daemon/followupd.c
followupd_LDADD = $(LIBS_ALL)

bin_PROGRAMS += followup
followup_SOURCES = daemon/followup.c daemon/command.h daemon/act.c daemon/tell.c
followup_LDADD = $(LIBS_ALL)

dist_man_MANS += daemon/followupd.8 daemon/followup.1 daemon/followupd.conf.5
EXTRA_DIST += daemon/schema.sql daemon/INTERNALS.md
