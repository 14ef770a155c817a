# pip installs into a virtual environment, whose links and scripts contain absolute paths.
# The cache is a folder of wheels, because pip's own cache is empty if a proxy removes the headers about caching.
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
lock=$(sha256sum < requirements.txt | cut -c 1-64)

is_current cache pip || true
if is_current modules "$lock"; then
  say 'the packages are up to date'
else
  rm -rf "$layers/modules"
  python3 -m venv --without-pip "$layers/modules"
  pip download --no-deps --dest "$layers/cache" -r requirements.txt
  # Compiled modules would contain the current time.
  pip --python "$layers/modules/bin/python3" install --no-compile --no-index \
    --find-links "$layers/cache" -r requirements.txt
fi
describe modules 'launch = true
build = true
cache = true' "$lock"
describe cache 'cache = true' pip
