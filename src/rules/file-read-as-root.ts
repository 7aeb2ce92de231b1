// Where root reads an instance's environment files, they lie where the instance's account can't put anything.

import { isContainer } from '../model/container.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { type InstancePath, instancePaths, isReadAsRoot, isReadByGateway, modelPath } from '../model/instance-paths.ts';
import { isInside, showPath } from '../model/paths.ts';
import type { Finding, Rule } from './rule.ts';

export const fileReadAsRoot: Rule = {
  id: 'file-read-as-root',
  severity: 'warning',
  summary: "no environment file that root reads lies in a folder of the instance's own account",
  compares: '{secretsFile} and `envFiles` with the folders of the account, in system scope',
  why: `In system scope the service manager reads environment files as root, before the gateway becomes its account, and follows links. A
gateway that puts a link in the place of such a file has the variables of another one at its next start, such as another tenant's
secrets. Keep the file in a folder of root's. \`<stateDir>/.env\`, the default of \`secretsFile\`, is fine: gwc leaves it to OpenClaw, which
reads it with the account's rights. launchd's jobs read all of them so.`,
  source: 'systemd.exec(5), EnvironmentFile=; seen with systemd 252 and openclaw@2026.9.6',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    service: { scope: system }
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      acme: { port: 18789, user: acme, secretsFile: ~/acme.secrets }
`,
    good: `version: 1
hosts:
  box-1:
    service: { scope: system }
    secrets: [OPENCLAW_GATEWAY_TOKEN]
    instances:
      acme: { port: 18789, user: acme, secretsFile: /etc/openclaw/acme.secrets }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const instance of fleet.hosts.flatMap(({ instances }) => instances)) {
    if (!instance.managed || instance.user === 'root' || !isReadAsRoot(instance)) continue;
    const folders = [instance.home, instance.stateDir, instance.workspace];
    for (const file of readFiles(instance)) {
      if (folders.some((folder) => isInside(file.path, folder, instance.os))) yield finding(instance, file);
    }
  }
}

function readFiles(instance: Instance): readonly InstancePath[] {
  const { secrets, secretsFile } = instance;
  const isRead = secrets.length > 0 && !isReadByGateway(instance, secretsFile);
  return instancePaths(instance).filter(({ role }) => role === 'envFile' || (role === 'secrets' && isRead));
}

function finding(instance: Instance, file: InstancePath): Finding {
  const { user, secretsFile, service } = instance;
  const isSecrets = file.path === secretsFile;
  const reader = isContainer(instance) ? service.manager.container!.program : 'systemd';
  const fix = isSecrets ? ', or leave it out: OpenClaw reads `$(stateDir)/.env` by itself' : '';
  return {
    at: modelPath(file),
    message: `${reader} reads ${showPath(file.path)} as root, and \`${user}\` can put a link to another account's file there; keep it in a folder of root's, such as \`/etc/openclaw\`${fix}`,
    suggestions: isSecrets ? ['$(stateDir)/.env'] : [],
  };
}
