// Stand-in: /usr/local/bin/node knows what to do.
