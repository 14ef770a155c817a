# Maven keeps all versions of artifacts and plugins in a local repository, with the times of its downloads.
lock=$(cat pom.xml src/main/java/*.java | sha256sum | cut -c 1-64)
if test -f "${certificates:-}"; then
  java "$CNB_BUILDPACK_DIR/managers/TrustStore.java" "$certificates" /tmp/trust-store
  export JAVA_TOOL_OPTIONS='-Djavax.net.ssl.trustStore=/tmp/trust-store -Djavax.net.ssl.trustStorePassword=changeit'
fi
settings=
for file in "$CNB_PLATFORM_DIR"/bindings/*/settings.xml; do
  test ! -f "$file" || settings="--settings $file"
done

is_current cache maven || true
if is_current program "$lock"; then
  say 'the program is up to date'
else
  mkdir -p "$layers/program"
  # The variable has two words.
  # shellcheck disable=SC2086
  mvn --batch-mode $settings "-Dmaven.repo.local=$layers/cache" package
  cp target/app.jar "$layers/program/app.jar"
  rm -rf target
fi
describe cache 'cache = true' maven
describe program 'launch = true' "$lock"
