#!/usr/bin/env bash
# Unpacks Podman's quadlet generator, Docker Compose, Ansible and systemd's manual pages of Debian 13 into a folder, without
# installing them. Debian 12's Podman is older than quadlets, its Compose older than the specification, its Ansible older than data
# that keeps its type, and its pages name no versions.
# Below engines/: all that Podman and Docker need to run, libraries too, to be copied over a machine that can be thrown away.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -x "$folder/usr/libexec/podman/quadlet" ] && [ -x "$folder/usr/libexec/docker/cli-plugins/docker-compose" ] &&
  [ -e "$folder/usr/share/man/man5/systemd.exec.5.gz" ] && [ -x "$folder/engines/usr/sbin/dockerd" ] &&
  [ -x "$folder/usr/bin/ansible-playbook" ] && exit

judges=(podman docker-compose systemd ansible-core)
engines=(podman conmon crun netavark aardvark-dns nftables passt uidmap golang-github-containers-common
  docker.io docker-cli docker-compose containerd runc iptables
  libc6 libassuan9 libglib2.0-0t64 libgpgme11t64 libip4tc2 libip6tc2 libjansson4 libmnl0 libnetfilter-conntrack3 libnfnetlink0
  libnftables1 libnftnl11 libseccomp2 libsubid5 libxtables12 libyajl2)

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
# One that is in both is downloaded once.
apt-get "${options[@]}" download $(printf '%s\n' "${judges[@]}" "${engines[@]}" | sort -u)
for package in "${judges[@]}"; do dpkg-deb -x "$package"_*.deb "$folder"; done
for package in "${engines[@]}"; do dpkg-deb -x "$package"_*.deb "$folder/engines"; done
rm -r "$folder"/engines/usr/share/{doc,man} "$folder/apt"
for program in iptables ip6tables; do ln -s "$program-nft" "$folder/engines/usr/sbin/$program"; done
