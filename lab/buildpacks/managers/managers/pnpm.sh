# pnpm links every package from node_modules into node_modules/.pnpm, and its files from a store by hard links.
export PATH="/opt/node/bin:$PATH"
lock=$(cat package.json pnpm-lock.yaml | sha256sum | cut -c 1-64)

is_current cache pnpm || true
if is_current modules "$lock"; then
  say 'the packages are up to date'
else
  rm -rf "$layers/modules"
  mkdir -p "$layers/modules"
  cp package.json pnpm-lock.yaml "$layers/modules"
  cd "$layers/modules"
  pnpm install --frozen-lockfile --reporter=append-only --store-dir "$layers/cache"
  # It contains the current time.
  rm node_modules/.modules.yaml
  cd "$OLDPWD"
fi
describe modules 'launch = true
build = true
cache = true' "$lock"
describe cache 'cache = true' pnpm
ln -s "$layers/modules/node_modules" node_modules
