# What a sysadmin may copy from, the sample business of `followup init`, and the two commands of
# the checkout.
dist_pkgdata_DATA = contrib/followupd.conf.sample
sampledir = $(pkgdatadir)/sample
dist_sample_DATA = contrib/sample/customers.csv contrib/sample/followupd.conf contrib/sample/purchases.csv
EXTRA_DIST += contrib/setup contrib/demo.py .ci/run
