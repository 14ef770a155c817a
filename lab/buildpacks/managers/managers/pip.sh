# pip installs into a virtual environment, whose links and scripts contain absolute paths.
export PIP_CACHE_DIR="$layers/cache" PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
lock=$(sha256sum < requirements.txt | cut -c 1-64)

is_current cache pip || true
if is_current modules "$lock"; then
  say 'the packages are up to date'
else
  rm -rf "$layers/modules"
  python3 -m venv --without-pip "$layers/modules"
  # Compiled modules would contain the current time.
  pip --python "$layers/modules/bin/python3" install --no-compile -r requirements.txt
fi
describe modules 'launch = true
build = true
cache = true' "$lock"
describe cache 'cache = true' pip
