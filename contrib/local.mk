# What a sysadmin may copy from, and the two commands of the checkout.
dist_pkgdata_DATA = contrib/followupd.conf.sample
EXTRA_DIST += contrib/setup contrib/demo.py .ci/run
