// The measures that the parts of a chart share, in pixels.

/** Of a whole picture. */
export const WIDTH = 960;
/** What stays empty at both sides. */
export const LEFT = 24;
/** The size of the small labels. */
export const SMALL = 10;
/** Where the spans of the lanes start. */
export const LANE_LEFT = 196;
/** Where what an instance has besides its span is written. */
export const NOTES_LEFT = 772;
