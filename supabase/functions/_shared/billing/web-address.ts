import { z } from 'npm:zod@4.6.7';

/** Where buyers are sent: a page of the web, nothing that runs in place. */
export const webAddress = z.url({ protocol: /^https?$/ });
