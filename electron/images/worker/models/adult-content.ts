import { adultNetworkSide, loadAdultNetwork } from './adult-network.ts';
import { loadOnce } from './load-once.ts';
import { fitToModel } from './model-input.ts';
import type { RawImage } from './raw-image.ts';
import { toTensor } from './tensor-runtime.ts';

/** Probabilities that sum to 1, by the model's own names of its classes. */
export interface AdultScores {
  readonly drawing: number;
  readonly hentai: number;
  readonly neutral: number;
  readonly porn: number;
  readonly sexy: number;
}

export interface AdultCheck {
  /** An estimate of a small model, to be told as such. */
  readonly verdict: 'likely-safe' | 'unsure' | 'likely-adult';
  readonly scores: AdultScores;
}

const network = loadOnce(loadAdultNetwork);

/** Estimates whether an image shows sexual content. Alpha is shown on grey. */
export async function checkAdultContent(image: RawImage): Promise<AdultCheck> {
  const run = await network();
  const size = { width: adultNetworkSide, height: adultNetworkSide };
  const input = toTensor(await fitToModel(image, { ...size, fit: 'stretch' }), size, 1 / 255);
  const output = run(input);
  const [drawing = 0, hentai = 0, neutral = 0, porn = 0, sexy = 0] = output.dataSync();
  input.dispose();
  output.dispose();
  const scores = { drawing, hentai, neutral, porn, sexy };
  return { verdict: judgeScores(scores), scores };
}

/**
 * Explicit classes decide; `sexy` (bare skin, underwear, the beach) alone never says adult.
 * In between lies "unsure", wide on purpose: either mistake costs the user something.
 */
export function judgeScores({ hentai, porn, sexy }: AdultScores): AdultCheck['verdict'] {
  const explicit = hentai + porn;
  if (explicit >= 0.7) return 'likely-adult';
  return explicit >= 0.25 || explicit + sexy >= 0.6 ? 'unsure' : 'likely-safe';
}
