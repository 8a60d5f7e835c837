/**
 * Channels of the preload script alone: the window has no way to call them, so a path can only come
 * from a file that the user really dropped or pasted.
 */
export const ingestPathsChannel = 'private.ingest-paths';
export const eventChannel = 'private.event';

/** Dropped paths → what the window may know of them, for a batch. */
export const choosePathsChannel = 'private.choose-paths';
