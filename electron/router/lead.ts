import { type Audience, createAudience } from './audience.ts';
import type { RunCallbacks } from './route-request.ts';

/** Two who work for one listener: who leads is heard, the other one kept for later. */
interface Lead {
  /** The first to join leads until another one speaks before it. */
  join(): Voice;
}

export interface Voice {
  readonly callbacks: RunCallbacks;
  /** From here on this one is heard: its attempt is told anew, which voids the text of the other. */
  lead(): void;
  readonly leads: boolean;
}

export function createLead(callbacks: RunCallbacks): Lead {
  const listener = { callbacks };
  let leader: Audience | null = null;
  let spoken = false;

  function give(audience: Audience): void {
    if (leader === audience) return;
    leader?.remove(listener);
    leader = audience;
    audience.add(listener);
  }

  return {
    join() {
      const audience = createAudience();
      if (leader === null) give(audience);
      return {
        callbacks: {
          ...audience,
          onText(delta) {
            if (!spoken) give(audience);
            spoken = true;
            audience.onText(delta);
          },
        },
        lead: () => give(audience),
        get leads() {
          return leader === audience;
        },
      };
    },
  };
}
