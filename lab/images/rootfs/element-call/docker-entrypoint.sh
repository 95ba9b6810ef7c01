#!/bin/sh
# As the real one, it would like to listen on IPv6 too, and does without where the root is read-only.
exec "$@"
