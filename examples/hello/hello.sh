#!/bin/sh
# The build sets GREETING.
echo "${GREETING:-Hello}, ${1:-world}!"
