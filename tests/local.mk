# `make check`: the unit tests, the law of the floors, and how the programs were linked. The suites
# on real servers (tests/e2e, tests/conformance) are run by contrib/setup check.

# A new unit test tests/unit/t_X.c is one more word here.
UNIT_TESTS = \
	tests/unit/t_base \
	tests/unit/t_board \
	tests/unit/t_case \
	tests/unit/t_cell \
	tests/unit/t_classify \
	tests/unit/t_compose \
	tests/unit/t_condition \
	tests/unit/t_conf \
	tests/unit/t_conversation \
	tests/unit/t_courtesy \
	tests/unit/t_db \
	tests/unit/t_db_ledger \
	tests/unit/t_digest \
	tests/unit/t_docket \
	tests/unit/t_fence \
	tests/unit/t_explain \
	tests/unit/t_failure \
	tests/unit/t_folder \
	tests/unit/t_form \
	tests/unit/t_gate \
	tests/unit/t_health \
	tests/unit/t_hint \
	tests/unit/t_hostile \
	tests/unit/t_identity \
	tests/unit/t_imap \
	tests/unit/t_inbox \
	tests/unit/t_jail \
	tests/unit/t_ledger \
	tests/unit/t_listener \
	tests/unit/t_lint \
	tests/unit/t_log \
	tests/unit/t_match \
	tests/unit/t_mailbox \
	tests/unit/t_utf8 \
	tests/unit/t_message \
	tests/unit/t_mime \
	tests/unit/t_morning \
	tests/unit/t_mustache \
	tests/unit/t_muster \
	tests/unit/t_notice \
	tests/unit/t_occasion \
	tests/unit/t_outbox \
	tests/unit/t_pace \
	tests/unit/t_page \
	tests/unit/t_patch \
	tests/unit/t_picture \
	tests/unit/t_anchor \
	tests/unit/t_extra \
	tests/unit/t_letterbox \
	tests/unit/t_pile \
	tests/unit/t_plan \
	tests/unit/t_planner \
	tests/unit/t_preset \
	tests/unit/t_printable \
	tests/unit/t_power \
	tests/unit/t_reach \
	tests/unit/t_reader \
	tests/unit/t_render \
	tests/unit/t_rule \
	tests/unit/t_sasl \
	tests/unit/t_scribe \
	tests/unit/t_seal \
	tests/unit/t_sheet \
	tests/unit/t_simulate \
	tests/unit/t_smtp \
	tests/unit/t_spool \
	tests/unit/t_stream \
	tests/unit/t_template \
	tests/unit/t_utf7 \
	tests/unit/t_watch \
	tests/unit/t_words \
	tests/unit/t_worker \
	tests/unit/t_years \
	tests/unit/t_desk \
	tests/unit/t_order \
	tests/unit/t_phrase \
	tests/unit/t_retell \
	tests/unit/t_stage \
	tests/unit/t_standing \
	tests/unit/t_verb \
	tests/unit/t_zone

# what the suites drive: one module each behind standard input and output
TEST_TOOLS = \
	tests/bench/import \
	tests/tools/composer \
	tests/tools/expand \
	tests/tools/letter \
	tests/tools/reading

# by hand, not in check: tests/bench/run, whose probes these are; tests/crash/imports, kills
EXTRA_PROGRAMS += tests/bench/digest tests/bench/job tests/bench/render tests/bench/plan/plan tests/bench/inbox/classify

# each program is made of the one file of its name
LDADD = $(LIBS_ALL) $(CMOCKA_LIBS)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)

if CMOCKA
check_PROGRAMS += $(UNIT_TESTS) tests/bench/queue
TESTS += $(UNIT_TESTS)
endif
noinst_PROGRAMS += $(TEST_TOOLS)

# AddressSanitizer keeps 256 MB of freed memory aside, and each of the many children that tests fork
# pays for it; the model is the same in every build
if SANITIZERS
AM_TESTS_ENVIRONMENT = ASAN_OPTIONS="$${ASAN_OPTIONS-quarantine_size_mb=4}"; export ASAN_OPTIONS;
else
TESTS += tests/model/check
endif

dist_check_SCRIPTS += tests/apparmor tests/check-floors tests/check-wording tests/completion tests/hardening tests/model/check tests/package
TESTS += tests/apparmor tests/check-floors tests/check-wording tests/completion tests/hardening

EXTRA_DIST += tests/bench/README.md tests/bench/RESULTS.md tests/bench/bench.py tests/bench/guard.py tests/bench/measure tests/bench/run \
	tests/bench/yardstick tests/crash/imports tests/crash/kills tests/floors tests/sdvm tests/tally tests/tools/shots tests/dovecot.py tests/servers.py tests/house.py tests/machine.py tests/patience.py tests/valgrind.supp tests/tools/nowalls.c \
	tests/unit/letter_read.h tests/unit/mailserver.h tests/unit/scene.h tests/unit/data \
	tests/conformance tests/e2e tests/fuzz tests/model/outbox.pml

# leavings of Python are no part of a release
dist-hook:
	find '$(distdir)' -name __pycache__ -prune -exec rm -rf {} +

# make fuzz targets: configure --enable-fuzzers --enable-sanitizers CC=clang; run them by hand:
#   tests/fuzz/fuzz_message -max_total_time=1200 CORPUS tests/unit/data/mail
# (fuzz_calendar as its first lines say: what runs in the child ends with it and frees nothing)
if FUZZERS
FUZZ_TARGETS = tests/fuzz/fuzz_book tests/fuzz/fuzz_calendar tests/fuzz/fuzz_classify \
	tests/fuzz/fuzz_extract tests/fuzz/fuzz_imap tests/fuzz/fuzz_message tests/fuzz/fuzz_patch \
	tests/fuzz/fuzz_render tests/fuzz/fuzz_smtp \
	tests/fuzz/fuzz_template
noinst_PROGRAMS += $(FUZZ_TARGETS)
tests_fuzz_fuzz_book_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_calendar_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_classify_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_extract_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_imap_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_message_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_patch_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_render_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_smtp_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_template_LDFLAGS = -fsanitize=fuzzer
endif

# as root, with debhelper and lintian: the Debian package is built, installed, upgraded and purged
check-deb: dist-xz
	$(srcdir)/tests/package $(distdir).tar.xz $(QUICK)
# as root, with pacemaker and corosync: two machines and one store, for about five minutes
check-ha: all
	FOLLOWUP_BUILD=$(abs_builddir) $(srcdir)/contrib/pacemaker/try
.PHONY: check-deb check-ha
