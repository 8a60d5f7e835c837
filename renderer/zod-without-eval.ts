import { z } from 'zod';

// The page's policy forbids eval. zod probes for it when a schema is made, which the browser would
// report as a violation; so this is the first import of the page.
z.config({ jitless: true });
