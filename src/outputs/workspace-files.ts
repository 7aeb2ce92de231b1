// The files of `workspaceFiles`, as they are in their folder.

import { WORKSPACE_FOLDER, workspaceFilePlaces, workspaceKind } from '../model/workspace-files.ts';
import { instanceArtifact, type Output } from './artifact.ts';

export const workspaceFilesOutput: Output = {
  id: 'workspace-files',
  summary: 'the files of `workspaceFiles`, for the workspace of the gateway',
  emit: (instance) =>
    workspaceFilePlaces(instance).map(({ path, content, place, isManaged }) =>
      instanceArtifact(instance, {
        file: `${WORKSPACE_FOLDER}/${path}`,
        kind: workspaceKind(isManaged),
        // What an agent is told about its people is nobody else's.
        mode: 0o600,
        installPath: place,
        content,
      }),
    ),
};
