import { brand } from '../contract/brand.ts';

/** The way back into the app, as the system knows it and as issuers have it registered. */
export const deepLink = `${brand.scheme}://auth/callback`;
