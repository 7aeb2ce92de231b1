// The public API: the compiler as functions from text to data. Reading and writing files is the caller's.

export {
  type BuildOptions,
  type Built as BuildResult,
  build,
  type CompileOptions,
  type PortsResult,
  ports,
  validate,
} from './build.ts';
export type { Checked as ValidateResult } from './compile.ts';
export type { Diagnostic, Edit, FileEdit, Related, Severity, Span } from './diagnostics/diagnostic.ts';
export type {
  EnvFile,
  Fleet,
  Host,
  Instance,
  InstancePorts,
  PortRange,
  ReservedRange,
  Service,
  WorkspaceFile,
  WorkspaceFiles,
  WorkspaceFolder,
} from './model/fleet.ts';
export type { HostPorts, InstancePortMap, PortMap, ReservedPorts } from './model/port-map.ts';
export { type Artifact, type ArtifactKind, TemplateError } from './outputs/artifact.ts';
