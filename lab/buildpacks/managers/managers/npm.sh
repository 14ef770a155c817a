# npm keeps packages by their digest below 128 hexadecimal digits, and links programs into node_modules/.bin.
export PATH="/opt/node/bin:$PATH" npm_config_cache="$layers/cache" npm_config_update_notifier=false
# Node may never exit if V8's worker threads are compiling: https://github.com/nodejs/node/issues/54918
npm() { node --single-threaded /opt/node/bin/npm "$@"; }
lock=$(cat package.json package-lock.json packages/*/* | sha256sum | cut -c 1-64)

is_current cache npm || true
if is_current modules "$lock"; then
  say 'the packages are up to date'
else
  rm -rf "$layers/modules"
  mkdir -p "$layers/modules"
  cp -R package.json package-lock.json packages "$layers/modules"
  (cd "$layers/modules" && npm ci --install-links --loglevel http --no-audit --no-fund)
  cp -R "$layers/cache" /tmp/cache
  npm cache verify --cache /tmp/cache
fi
describe modules 'launch = true
build = true
cache = true' "$lock"
describe cache 'cache = true' npm
ln -s "$layers/modules/node_modules" node_modules
