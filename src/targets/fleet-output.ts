// Outputs of a fleet as a whole, which a build gives when it is asked to.

export const FLEET_OUTPUTS = ['ansible'] as const;
export type FleetOutput = (typeof FLEET_OUTPUTS)[number];
