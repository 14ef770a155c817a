#!/bin/sh
# GREETING was settled when the image was built.
echo "${GREETING:-Nobody built me}, ${1:-world}!"
