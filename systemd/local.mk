systemdsystemunit_DATA = systemd/followupd.service
EXTRA_DIST += systemd/followupd.service.in
CLEANFILES += systemd/followupd.service
systemd/followupd.service: $(srcdir)/systemd/followupd.service.in Makefile
	@$(MKDIR_P) systemd
	$(AM_V_GEN)sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@bindir[@]|$(bindir)|g' $(srcdir)/systemd/followupd.service.in > $@
