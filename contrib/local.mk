EXTRA_DIST += contrib/setup
