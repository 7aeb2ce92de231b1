#!/usr/bin/env bash
# Unpacks Podman's quadlet generator, Docker Compose and systemd's manual pages of Debian 13 into a folder, without installing
# them. Debian 12's Podman is older than quadlets, its Compose older than the specification, and its pages name no versions.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -x "$folder/usr/libexec/podman/quadlet" ] && [ -x "$folder/usr/libexec/docker/cli-plugins/docker-compose" ] &&
  [ -e "$folder/usr/share/man/man5/systemd.exec.5.gz" ] && exit

mkdir -p "$folder"/apt/{lists,archives}/partial
# Where this machine's own packages come from.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' | grep -v security | head -1)
cat > "$folder/apt/trixie.sources" <<END
Types: deb
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
touch "$folder/apt/status"
options=(-qq -o Dir::Etc::sourcelist="$folder/apt/trixie.sources" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::State::lists="$folder/apt/lists" -o Dir::State::status="$folder/apt/status" -o Dir::Cache="$folder/apt"
  -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
cd "$folder/apt"
apt-get "${options[@]}" download podman docker-compose systemd
for package in podman_*.deb docker-compose_*.deb systemd_*.deb; do dpkg-deb -x "$package" "$folder"; done
rm -r "$folder/apt"
