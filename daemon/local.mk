# One convenience library with everything but the two mains; tests and fuzzers link it.
noinst_LIBRARIES += libfollowup.a
libfollowup_a_SOURCES = \
	daemon/answer.c daemon/answer.h \
	daemon/base.c daemon/base.h \
	daemon/book.c daemon/book.h \
	daemon/cell.c daemon/cell.h \
	daemon/catchup.c daemon/catchup.h \
	daemon/charset.c daemon/charset.h \
	daemon/chores.c daemon/chores.h \
	daemon/classify.c daemon/classify.h \
	daemon/columns.c daemon/columns.h \
	daemon/compose.c daemon/compose.h \
	daemon/conf.c daemon/conf.h \
	daemon/conf_file.c \
	daemon/conf_secret.c \
	daemon/conf_value.c daemon/conf_value.h \
	daemon/consent.c daemon/consent.h \
	daemon/conversation.c daemon/conversation.h \
	daemon/courtesy.c daemon/courtesy.h \
	daemon/db.c daemon/db.h \
	daemon/desk.c daemon/desk.h \
	daemon/digest.c daemon/digest.h \
	daemon/explain.c daemon/explain.h \
	daemon/fence.c daemon/fence.h \
	daemon/failure.c daemon/failure.h \
	daemon/field.c daemon/field.h \
	daemon/figures.c daemon/figures.h \
	daemon/folder.c daemon/folder.h \
	daemon/gate.c daemon/gate.h \
	daemon/head.c daemon/head.h \
	daemon/header.c daemon/header.h \
	daemon/health.c daemon/health.h \
	daemon/house.h \
	daemon/hint.c daemon/hint.h \
	daemon/imap.c daemon/imap.h \
	daemon/inbox.c daemon/inbox.h \
	daemon/jail.c daemon/jail.h \
	daemon/ledger.c daemon/ledger.h \
	daemon/ledger_customer.c \
	daemon/letter.c daemon/letter.h \
	daemon/lint.c daemon/lint.h \
	daemon/listener.c \
	daemon/log.c daemon/log.h \
	daemon/markup.c daemon/markup.h \
	daemon/message.c daemon/message.h \
	daemon/morning.c daemon/morning.h \
	daemon/notice.c daemon/notice.h \
	daemon/occasion.c daemon/occasion.h \
	daemon/order.c daemon/order.h \
	daemon/outbox.c daemon/outbox.h \
	daemon/page.c daemon/page.h \
	daemon/paper.c daemon/paper.h \
	daemon/phrase.c daemon/phrase.h \
	daemon/plain.c daemon/plain.h \
	daemon/plan.c daemon/plan.h \
	daemon/planner.c \
	daemon/pool.c daemon/pool.h \
	daemon/preview.c daemon/preview.h \
	daemon/provider.c daemon/provider.h \
	daemon/quote.c daemon/quote.h \
	daemon/reach.c daemon/reach.h \
	daemon/reader.c daemon/reader.h \
	daemon/report.c daemon/report.h \
	daemon/rival.c daemon/rival.h \
	daemon/rule.c daemon/rule.h \
	daemon/rule_calendar.c \
	daemon/rule_feed.c \
	daemon/seal.c daemon/seal.h \
	daemon/segment.c daemon/segment.h \
	daemon/sender.c \
	daemon/sheet.c daemon/sheet.h \
	daemon/shelf.c daemon/shelf.h \
	daemon/simulate.c daemon/simulate.h \
	daemon/smtp.c daemon/smtp.h \
	daemon/source.c daemon/source.h \
	daemon/stage.c daemon/stage.h \
	daemon/standing.c daemon/standing.h \
	daemon/stream.c daemon/stream.h \
	daemon/supervisor.c daemon/supervisor.h \
	daemon/template.c daemon/template.h \
	daemon/tenure.c daemon/tenure.h \
	daemon/timing.c daemon/timing.h \
	daemon/token.c daemon/token.h \
	daemon/utf7.c daemon/utf7.h \
	daemon/verb.c daemon/verb.h \
	daemon/watch.c daemon/watch.h \
	daemon/wish.c daemon/wish.h \
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
followup_SOURCES = daemon/followup.c daemon/command.h daemon/act.c daemon/doctor.c daemon/erase.c daemon/tell.c daemon/tend.c
followup_LDADD = $(LIBS_ALL)

dist_man_MANS += daemon/followupd.8 daemon/followup.1 daemon/followupd.conf.5
EXTRA_DIST += daemon/schema.sql daemon/INTERNALS.md
daemon/db.$(OBJEXT): daemon/schema.h
