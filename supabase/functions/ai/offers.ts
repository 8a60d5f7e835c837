import { anthropicCapabilities } from '../../../electron/providers/anthropic/capabilities.ts';
import { openAiCapabilities } from '../../../electron/providers/openai/capabilities.ts';
import { stabilityCapabilities } from '../../../electron/providers/stability/capabilities.ts';
import type { OperationCall } from '../../../electron/contract/operations.ts';
import type { Capability } from '../../../electron/contract/providers.ts';
import type { InputImage } from '../../../electron/providers/provider.ts';
import { lossesOf } from '../../../electron/router/losses.ts';
import { holdsFor } from '../../../electron/router/offers.ts';

/** Companies whose models the gateway can offer. */
export const companies = ['openai', 'anthropic', 'stability'] as const;
export type Company = (typeof companies)[number];

export interface Offer {
  readonly company: Company;
  readonly capability: Capability;
}

const capabilities: Readonly<Record<Company, readonly Capability[]>> = {
  openai: openAiCapabilities,
  anthropic: anthropicCapabilities,
  stability: stabilityCapabilities,
};

export function nameOf({ company, capability }: Offer): string {
  return `${company}:${capability.model}`;
}

/** What came with an order, measured here. */
export interface OrderedInput {
  readonly image: InputImage | null;
  readonly mask: InputImage | null;
  readonly reference: InputImage | null;
}

/**
 * Who can do an order as it was prepared, the wanted model first: the others take over if it fails
 * before it has charged. Nobody who would lose something of what was asked. Pure.
 */
export function offersFor(
  { call, model }: { readonly call: OperationCall; readonly model: string },
  { image, mask, reference }: OrderedInput,
  configured: ReadonlySet<Company>,
): readonly Offer[] {
  const request = { call, image, hasMask: mask !== null, reference };
  const all = companies
    .filter((company) => configured.has(company))
    .flatMap((company) => capabilities[company].map((capability) => ({ company, capability })))
    .filter(
      ({ capability }) => capability.operation === call.operation && holdsFor(capability, call),
    );
  const wanted = all.find((offer) => nameOf(offer) === model && fits(offer.capability));
  if (wanted === undefined) return [];
  const others = all.filter(
    (offer) =>
      offer.company !== wanted.company &&
      fits(offer.capability) &&
      offer.capability.mask?.polarity === wanted.capability.mask?.polarity &&
      lossesOf(request, offer.capability).length === 0,
  );
  const distance = ({ capability }: Offer): number =>
    Math.abs(capability.quality - wanted.capability.quality);
  // One of each company: what ails one model of it ails the others.
  const seen = new Set<Company>([wanted.company]);
  return [
    wanted,
    ...others
      // Like for like: nobody who chose a quick model pays for the best one.
      .sort((left, right) => distance(left) - distance(right))
      .filter(({ company }) => !seen.has(company) && seen.add(company)),
  ];

  function fits(capability: Capability): boolean {
    return (
      isWithin(image, capability.image) &&
      isWithin(reference, capability.reference ?? null) &&
      (mask === null) === (capability.mask === null) &&
      (mask === null || capability.mask === null || mask.bytes <= capability.mask.maxBytes)
    );
  }
}

function isWithin(image: InputImage | null, limits: Capability['image']): boolean {
  if (image === null || limits === null) return image === limits;
  const { width, height, bytes, format } = image;
  const ratio = width / height;
  const pixels = width * height;
  return (
    limits.formats.includes(format) &&
    bytes <= limits.maxBytes &&
    pixels >= limits.minPixels &&
    pixels <= limits.maxPixels &&
    Math.min(width, height) >= limits.minSide &&
    Math.max(width, height) <= limits.maxSide &&
    ratio >= limits.minRatio &&
    ratio <= limits.maxRatio &&
    width % limits.multipleOf === 0 &&
    height % limits.multipleOf === 0
  );
}

/** Every model that is offered by companies with a key. */
export function modelsOf(configured: ReadonlySet<Company>): readonly string[] {
  return [
    ...new Set(
      companies
        .filter((company) => configured.has(company))
        .flatMap((company) =>
          capabilities[company].map((capability) => nameOf({ company, capability })),
        ),
    ),
  ];
}
