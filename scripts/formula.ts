// The Homebrew formula of a release, which takes its archives.

import { type PackageManifest, webAddress } from '../src/diagnostics/report.ts';

export function archiveName(platform: string): string {
  return `gwc-${platform}.tar.gz`;
}

/** Undefined as long as package.json has no `repository`: a formula says where it fetches from. `sumOf` gives an archive's SHA-256. */
export function formula(
  { version, description, repository }: PackageManifest & { readonly description: string },
  sumOf: (platform: string) => string,
): string | undefined {
  if (repository === undefined) return undefined;
  const home = webAddress(repository);
  const source = (platform: string) => `url "${home}/releases/download/v${version}/${archiveName(platform)}"
      sha256 "${sumOf(platform)}"`;
  const both = (os: string, name: string) => `  on_${os} do
    on_arm do
      ${source(`${name}-arm64`)}
    end
    on_intel do
      ${source(`${name}-x64`)}
    end
  end
`;
  return `class Gwc < Formula
  desc "${description.split(':', 1)[0]}"
  homepage "${home}"
  version "${version}"
  license "MIT"

${both('macos', 'darwin')}${both('linux', 'linux')}
  def install
    bin.install "gwc"
    man1.install "gwc.1"
    bash_completion.install "completions/gwc.bash" => "gwc"
    zsh_completion.install "completions/gwc.zsh" => "_gwc"
    fish_completion.install "completions/gwc.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/gwc --version")
  end
end
`;
}
