systemdsystemunit_DATA = systemd/followupd.service
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
catalogdir = $(prefix)/lib/systemd/catalog
dist_catalog_DATA = systemd/followupd.catalog
sysusers_DATA = systemd/sysusers.d/followupd.conf
tmpfiles_DATA = systemd/tmpfiles.d/followupd.conf
systemd/sysusers.d/followupd.conf: $(srcdir)/systemd/followupd.sysusers
	@$(MKDIR_P) systemd/sysusers.d
	$(AM_V_GEN)cp $(srcdir)/systemd/followupd.sysusers $@
systemd/tmpfiles.d/followupd.conf: $(srcdir)/systemd/followupd.tmpfiles
	@$(MKDIR_P) systemd/tmpfiles.d
	$(AM_V_GEN)cp $(srcdir)/systemd/followupd.tmpfiles $@
EXTRA_DIST += systemd/followupd.service.in systemd/followupd.sysusers systemd/followupd.tmpfiles
CLEANFILES += $(sysusers_DATA) $(tmpfiles_DATA)
CLEANFILES += systemd/followupd.service
systemd/followupd.service: $(srcdir)/systemd/followupd.service.in Makefile
	@$(MKDIR_P) systemd
	$(AM_V_GEN)sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@bindir[@]|$(bindir)|g' $(srcdir)/systemd/followupd.service.in > $@
