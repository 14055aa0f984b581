# One convenience library with everything but the two mains; tests and fuzzers link it.
noinst_LIBRARIES += libfollowup.a
libfollowup_a_SOURCES = \
	daemon/ledger/amend.c daemon/ledger/amend.h \
	daemon/ledger/anchor.c daemon/ledger/anchor.h \
	daemon/ledger/ageing.c daemon/ledger/ageing.h \
	daemon/plan/alarm.c daemon/plan/alarm.h \
	daemon/plan/almanac.c daemon/plan/almanac.h \
	daemon/plan/circle.c daemon/plan/circle.h \
	daemon/plan/weigh.c daemon/plan/weigh.h \
	daemon/plan/rehearsal.c daemon/plan/rehearsal.h \
	daemon/plan/spool.c daemon/plan/spool.h \
	daemon/template/answer.c daemon/template/answer.h \
	daemon/template/author.c daemon/template/author.h \
	daemon/plan/audience.c daemon/plan/audience.h \
	daemon/ground/base.c daemon/ground/base.h \
	daemon/mail/base64.c daemon/mail/base64.h \
	daemon/plan/board.c daemon/plan/board.h \
	daemon/ledger/book.c daemon/ledger/book.h \
	daemon/ledger/bought.c daemon/ledger/bought.h \
	daemon/ledger/slip.c daemon/ledger/slip.h \
	daemon/ledger/cells.c daemon/ledger/cells.h \
	daemon/ledger/census.c daemon/ledger/census.h \
	daemon/ledger/complaint.c daemon/ledger/complaint.h \
	daemon/ledger/entry.c daemon/ledger/entry.h \
	daemon/ledger/extract.c daemon/ledger/extract.h \
	daemon/ledger/muster.c daemon/ledger/muster.h \
	daemon/ledger/roll.c daemon/ledger/roll.h \
	daemon/ledger/row.c daemon/ledger/row.h \
	daemon/ledger/cell.c daemon/ledger/cell.h daemon/ledger/cell_word.c \
	daemon/plan/brake.c daemon/plan/brake.h \
	daemon/plan/catchup.c daemon/plan/catchup.h \
	daemon/plan/pace.c daemon/plan/pace.h \
	daemon/calendar/event.c daemon/calendar/event.h \
	daemon/mail/certificate.c daemon/mail/certificate.h \
	daemon/mail/charset.c daemon/mail/charset.h \
	daemon/plan/candidate.c daemon/plan/candidate.h \
	daemon/plan/docket.c daemon/plan/docket.h \
	daemon/plan/schedule.c daemon/plan/schedule.h \
	daemon/plan/chores.c daemon/plan/chores.h \
	daemon/mail/classify.c daemon/mail/classify.h \
	daemon/ledger/columns.c daemon/ledger/columns.h \
	daemon/ledger/condition.c daemon/ledger/condition.h \
	daemon/template/address.c daemon/template/address.h \
	daemon/template/compose.c daemon/template/compose.h \
	daemon/template/heading.c daemon/template/heading.h \
	daemon/plan/coming.c daemon/plan/coming.h \
	daemon/ground/conf.c daemon/ground/conf.h \
	daemon/ground/conf_check.c daemon/ground/conf_check.h \
	daemon/ground/conf_dropin.c daemon/ground/conf_dropin.h \
	daemon/ground/conf_file.c \
	daemon/ground/conf_secret.c \
	daemon/ground/conf_words.c \
	daemon/ground/conf_value.c daemon/ground/conf_value.h \
	daemon/plan/consent.c daemon/plan/consent.h \
	daemon/plan/conversation.c daemon/plan/conversation.h \
	daemon/plan/courtesy.c daemon/plan/courtesy.h \
	daemon/plan/courtesy_word.c \
	daemon/ground/db.c daemon/ground/db.h \
	daemon/ground/db_condition.c daemon/ground/db_inside.h \
	daemon/ground/db_each.c \
	daemon/ground/db_feed.c \
	daemon/ground/db_letterbox.c \
	daemon/ground/db_ledger.c \
	daemon/ground/db_migrate.c daemon/ground/db_migrate.h \
	daemon/ground/db_open.c \
	daemon/plan/decide.c daemon/plan/decide.h \
	daemon/plan/desk.c daemon/plan/desk.h \
	daemon/plan/digest.c daemon/plan/digest.h \
	daemon/plan/digest_due.c \
	daemon/plan/explain.c daemon/plan/explain.h \
	daemon/ground/fence.c daemon/ground/fence.h \
	daemon/plan/failure.c daemon/plan/failure.h \
	daemon/plan/feed.c daemon/plan/feed.h \
	daemon/ledger/field.c daemon/ledger/field.h \
	daemon/plan/form.c daemon/plan/form.h \
	daemon/plan/figures.c daemon/plan/figures.h \
	daemon/template/folder.c daemon/template/folder.h \
	daemon/template/folder_answer.c \
	daemon/template/folder_stock.c \
	daemon/template/folder_use.c \
	daemon/plan/gate.c daemon/plan/gate.h \
	daemon/template/head.c daemon/template/head.h \
	daemon/mail/header.c daemon/mail/header.h \
	daemon/ground/health.c daemon/ground/health.h \
	daemon/ground/house.h \
	daemon/plan/heard.c daemon/plan/heard.h \
	daemon/mail/hint.c daemon/mail/hint.h \
	daemon/mail/html.c daemon/mail/html.h \
	daemon/mail/imap.c daemon/mail/imap.h \
	daemon/mail/imap_fetch.c daemon/mail/imap_fetch.h \
	daemon/mail/imap_inside.h \
	daemon/mail/imap_session.c daemon/mail/imap_session.h \
	daemon/plan/history.c daemon/plan/history.h \
	daemon/plan/inbox.c daemon/plan/inbox.h \
	daemon/ground/jail.c daemon/ground/jail.h \
	daemon/ledger/ledger.c daemon/ledger/ledger.h \
	daemon/ledger/ledger_customer.c \
	daemon/plan/letter.c daemon/plan/letter.h \
	daemon/template/judge.c daemon/template/judge.h \
	daemon/template/lint.c daemon/template/lint.h \
	daemon/role/account.c daemon/role/account.h \
	daemon/role/dispatch.c daemon/role/dispatch.h \
	daemon/role/lock.c daemon/role/lock.h \
	daemon/role/login.c daemon/role/login.h \
	daemon/role/keepsake.c daemon/role/keepsake.h \
	daemon/role/listener.c \
	daemon/ground/log.c daemon/ground/log.h \
	daemon/template/markup.c daemon/template/markup.h \
	daemon/mail/verdict.c daemon/mail/verdict.h \
	daemon/plan/match.c daemon/plan/match.h \
	daemon/mail/mailbox.c daemon/mail/mailbox.h \
	daemon/mail/message.c daemon/mail/message.h \
	daemon/mail/mime.c daemon/mail/mime.h \
	daemon/plan/morning.c daemon/plan/morning.h \
	daemon/plan/noted.c daemon/plan/noted.h \
	daemon/plan/notice.c daemon/plan/notice.h \
	daemon/template/image.c daemon/template/image.h \
	daemon/calendar/occasion.c daemon/calendar/occasion.h \
	daemon/plan/order.c daemon/plan/order.h \
	daemon/plan/outbox.c daemon/plan/outbox.h \
	daemon/plan/outbox_change.c daemon/plan/outbox_inside.h \
	daemon/plan/outbox_message.c \
	daemon/plan/outbox_send.c \
	daemon/ground/patch.c daemon/ground/patch.h \
	daemon/plan/person.c daemon/plan/person.h \
	daemon/template/page.c daemon/template/page.h \
	daemon/template/paper.c daemon/template/paper.h \
	daemon/template/part.c daemon/template/part.h \
	daemon/template/phrase.c daemon/template/phrase.h daemon/template/phrase_de.c \
	daemon/template/picture.c daemon/template/picture.h \
	daemon/template/plain.c daemon/template/plain.h \
	daemon/plan/plan.c daemon/plan/plan.h \
	daemon/role/planner.c \
	daemon/template/preview.c daemon/template/preview.h \
	daemon/template/retell.c daemon/template/retell.h \
	daemon/template/retell_de_files.c daemon/template/retell_de_mail.c \
	daemon/mail/provider.c daemon/mail/provider.h \
	daemon/ground/progress.c daemon/ground/progress.h \
	daemon/mail/quote.c daemon/mail/quote.h \
	daemon/template/reach.c daemon/template/reach.h \
	daemon/role/reader.c daemon/role/reader.h \
	daemon/mail/report.c daemon/mail/report.h \
	daemon/plan/rival.c daemon/plan/rival.h \
	daemon/calendar/rule.c daemon/calendar/rule.h \
	daemon/calendar/rule_guard.c daemon/calendar/rule_inside.h \
	daemon/calendar/rule_calendar.c \
	daemon/calendar/rule_name.c \
	daemon/calendar/rule_span.c \
	daemon/calendar/rule_feed.c \
	daemon/mail/resolve.c daemon/mail/resolve.h \
	daemon/mail/sasl.c daemon/mail/sasl.h \
	daemon/mail/scram.c daemon/mail/scram.h \
	daemon/plan/season.c daemon/plan/season.h \
	daemon/ground/seal.c daemon/ground/seal.h \
	daemon/ground/marks.c daemon/ground/marks.h \
	daemon/plan/section.c daemon/plan/section.h \
	daemon/template/segment.c daemon/template/segment.h \
	daemon/template/printable.c daemon/template/printable.h \
	daemon/template/rich.c daemon/template/rich.h \
	daemon/template/flow.c daemon/template/flow.h \
	daemon/role/sender.c \
	daemon/ledger/sheet.c daemon/ledger/sheet.h \
	daemon/ledger/extra.c daemon/ledger/extra.h \
	daemon/ledger/letterbox.c daemon/ledger/letterbox.h \
	daemon/ledger/pile.c daemon/ledger/pile.h \
	daemon/ledger/scribe.c daemon/ledger/scribe.h \
	daemon/template/shelf.c daemon/template/shelf.h \
	daemon/plan/simulate.c daemon/plan/simulate.h \
	daemon/mail/smtp.c daemon/mail/smtp.h daemon/mail/smtp_inside.h \
	daemon/mail/smtp_advice.c daemon/mail/smtp_advice.h \
	daemon/mail/smtp_answer.c daemon/mail/smtp_answer.h \
	daemon/mail/smtp_session.c daemon/mail/smtp_session.h \
	daemon/ledger/source.c daemon/ledger/source.h \
	daemon/ledger/stage.c daemon/ledger/stage.h \
	daemon/plan/standing.c daemon/plan/standing.h \
	daemon/mail/stream.c daemon/mail/stream.h \
	daemon/role/supervisor.c daemon/role/supervisor.h \
	daemon/template/template_head.c \
	daemon/template/template.c daemon/template/template.h \
	daemon/ground/tenure.c daemon/ground/tenure.h \
	daemon/template/timing.c daemon/template/timing.h \
	daemon/template/wording.c daemon/template/wording.h \
	daemon/template/wording_de.c daemon/template/wording_es.c daemon/template/wording_fr.c \
	daemon/template/wording_reply.c \
	daemon/template/token.c daemon/template/token.h \
	daemon/template/alias.c daemon/template/alias.h \
	daemon/ledger/tally.c daemon/ledger/tally.h \
	daemon/ledger/tongue.c daemon/ledger/tongue.h \
	daemon/plan/trend.c daemon/plan/trend.h \
	daemon/mail/utf7.c daemon/mail/utf7.h \
	daemon/plan/verb.c daemon/plan/verb.h daemon/plan/call.h daemon/plan/making.h \
	daemon/plan/verb_customer.c \
	daemon/plan/verb_letter.c \
	daemon/plan/verb_template.c \
	daemon/plan/waiting.c daemon/plan/waiting.h \
	daemon/ground/utf8.c daemon/ground/utf8.h daemon/ground/wide.h \
	daemon/ground/watch.c daemon/ground/watch.h \
	daemon/mail/wish.c daemon/mail/wish.h \
	daemon/mail/words.c daemon/mail/words.h \
	daemon/role/worker.c daemon/role/worker.h \
	daemon/calendar/zone.c daemon/calendar/zone.h
nodist_libfollowup_a_SOURCES = daemon/schema.h daemon/ledger_schema.h

# the schemas, compiled in
daemon/schema.h: $(srcdir)/daemon/ground/schema.sql
daemon/ledger_schema.h: $(srcdir)/daemon/ground/ledger.sql
daemon/schema.h daemon/ledger_schema.h:
	@$(MKDIR_P) daemon
	$(AM_V_GEN)sed -e 's/--.*//' -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
BUILT_SOURCES = daemon/schema.h daemon/ledger_schema.h
CLEANFILES += daemon/schema.h daemon/ledger_schema.h

LIBS_ALL = libfollowup.a $(ETPAN_LIBS) $(GNUTLS_LIBS) $(ICAL_LIBS) $(CONFIG_LIBS) $(SYSTEMD_LIBS) \
	$(SQLITE_LIBS) $(CMARK_LIBS) $(IDN2_LIBS) $(SECCOMP_LIBS) $(UNISTRING_LIBS) $(CSV_LIBS) $(PNG_LIBS) -lm

sbin_PROGRAMS += followupd
followupd_SOURCES = daemon/followupd.c
followupd_LDADD = $(LIBS_ALL)

bin_PROGRAMS += followup
followup_SOURCES = daemon/followup.c daemon/command.h daemon/act.c daemon/ahead.c daemon/doctor.c daemon/doctor.h daemon/doctor_server.c daemon/erase.c daemon/tell.c daemon/tend.c
followup_LDADD = $(LIBS_ALL)

dist_man_MANS += daemon/followupd.8 daemon/followup.1 daemon/followupd.conf.5
EXTRA_DIST += daemon/ground/schema.sql daemon/ground/ledger.sql daemon/INTERNALS.md
daemon/ground/db_open.$(OBJEXT): daemon/schema.h
daemon/ground/db_ledger.$(OBJEXT): daemon/ledger_schema.h
