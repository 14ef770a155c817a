# Go makes the folders of its module cache read-only, and writes names of modules with ! for capital letters.
export PATH="/opt/go/bin:$PATH" CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='-mod=readonly -buildvcs=false -trimpath'
export GOMODCACHE="$layers/modules" GOCACHE="$layers/cache"
source=$(cat go.mod go.sum ./*.go | sha256sum | cut -c 1-64)

is_current modules go || true
is_current cache go || true
go mod download -x
go mod verify
if is_current program "$source"; then
  say 'the program is up to date'
else
  mkdir -p "$layers/program/bin"
  go build -o "$layers/program/bin/app" .
fi
describe modules 'build = true
cache = true' go
describe cache 'cache = true' go
describe program 'launch = true' "$source"
cat > "$layers/launch.toml" <<'TOML'
[[processes]]
type = "web"
command = ["app"]
default = true
TOML
