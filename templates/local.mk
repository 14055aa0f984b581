# The shipped set: copied into a business's own folder by `followup init`.
dist_man_MANS += templates/followup-template.5
templatesdir = $(pkgdatadir)/templates
dist_templates_DATA = $(srcdir)/templates/README.txt
