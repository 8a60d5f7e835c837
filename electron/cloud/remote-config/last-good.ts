import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ConfigChannel } from '../../contract/remote-config.ts';
import { writeFileAtomically } from '../../platform/write-file-atomically.ts';
import { type Served, servedSchema } from './pull.ts';

/** The last document that was put in force, for starts without a network. */
export interface LastGood {
  read(): Served | null;
  /** Throws where the disk refuses. */
  write(served: Served): void;
}

const keptSchema = z.object({ cloud: z.string(), served: servedSchema });

/** Kept for one cloud and one channel: what another one published is not read. */
export function lastGoodFile(
  file: string,
  from: { readonly url: string; readonly channel: ConfigChannel },
): LastGood {
  return {
    read: () => {
      try {
        const kept = keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
        const same = kept.cloud === from.url && kept.served.channel === from.channel;
        return same ? kept.served : null;
      } catch {
        return null;
      }
    },
    write: (served) => writeFileAtomically(file, JSON.stringify({ cloud: from.url, served })),
  };
}
