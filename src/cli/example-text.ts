// The hosts.yaml that `gwc init` writes: it builds as it is.

import { HOMEPAGE } from '../diagnostics/docs-url.ts';
import { NEWEST_RELEASE } from '../openclaw/index.ts';

export const EXAMPLE = `# yaml-language-server: $schema=${HOMEPAGE}/schemas/hosts.schema.json
# Every OpenClaw gateway of every host. \`gwc build\` checks this file and writes out/.

version: 1
openclaw: ${NEWEST_RELEASE} # the release that the gateways run

# Keys for every instance of every host. A host's own keys win over these, and an instance's own over both.
defaults:
  user: claw # the account that runs the gateways
  secrets: [OPENCLAW_GATEWAY_TOKEN] # the host supplies the value, in <state dir>/.env; it never stands here
  config: # openclaw.json, in OpenClaw's own words
    gateway:
      auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" }

hosts:
  box-1:
    # reservedPorts: [5432, 8080-8090] # ports of other services on this host
    instances:
      # The everyday gateway: ~/.openclaw, and the service that \`openclaw\` without a profile manages.
      main:
        profile: default
        port: 18789 # a gateway takes this port and the 110 above it; \`gwc ports\` shows the map

      # A second one that still answers when the first is down: ~/.openclaw-rescue.
      rescue:
        port: 19789
`;
