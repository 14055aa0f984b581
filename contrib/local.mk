# What `followup init` lays out beside calendars and letters: a sample business.
sampledir = $(pkgdatadir)/sample
dist_sample_DATA = \
	contrib/sample/customers.csv \
	contrib/sample/followupd.conf \
	contrib/sample/purchases.csv

# every setting with its default, to copy from
dist_pkgdata_DATA = contrib/followupd.conf.sample

# the two commands of the checkout
EXTRA_DIST += contrib/setup contrib/demo.py .ci/run
