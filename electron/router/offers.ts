import { isWithinReach } from '../contract/images.ts';
import type { CostEstimate } from '../contract/money.ts';
import type { OperationCall } from '../contract/operations.ts';
import type { PriceList } from '../contract/price-list.ts';
import type { Capability, ImageLimits, ProviderId } from '../contract/providers.ts';
import type { Candidate } from '../contract/receipt.ts';
import type { CostRequest, InputImage, ProcessingRequest } from '../providers/provider.ts';
import { lossesOf } from './losses.ts';

/** One provider as it stands at this moment. */
export interface ProviderSnapshot {
  readonly id: ProviderId;
  readonly capabilities: readonly Capability[];
  readonly configured: boolean;
  readonly simulated: boolean;
  /** Works on this machine: nothing leaves it. */
  readonly local: boolean;
  readonly breakerOpen: boolean;
  readonly accountClosed: boolean;
  /** Pure. */
  estimate(request: CostRequest, prices: PriceList): CostEstimate;
  /** Measured median, or null until there is one. Pure for the time of a decision. */
  medianMs(capability: Capability): number | null;
}

/** A candidate with the capability that it stands for. */
export interface RouteOption {
  readonly candidate: Candidate;
  readonly capability: Capability;
}

interface Offer {
  readonly provider: ProviderSnapshot;
  readonly capability: Capability;
  readonly request: ProcessingRequest;
  readonly prices: PriceList;
}

/** What a provider offers for a request with one of its capabilities. Pure. */
export function toOption({ provider, capability, request, prices }: Offer): RouteOption {
  const { call, image, hasMask, reference } = request;
  // A median over images of all sizes says nothing where time grows with the image.
  const median = capability.msPerMegapixel === undefined ? provider.medianMs(capability) : null;
  return {
    capability,
    candidate: {
      provider: provider.id,
      model: capability.model,
      estimate: provider.estimate({ call, image, hasMask, reference, capability }, prices),
      expectedMs: median ?? typicalMsFor(capability, image),
      measured: median !== null,
      quality: capability.quality,
      local: provider.local,
      simulated: provider.simulated,
      losses: lossesOf(request, capability),
      ...(capability.caveat === undefined ? {} : { caveat: capability.caveat }),
    },
  };
}

/** Milliseconds that a capability takes for an image of this size. */
export function typicalMsFor(
  { typicalMs, msPerMegapixel = 0 }: Pick<Capability, 'typicalMs' | 'msPerMegapixel'>,
  image: Pick<InputImage, 'width' | 'height'> | null,
): number {
  const megapixels = image === null ? 0 : (image.width * image.height) / 1e6;
  return Math.round(typicalMs + msPerMegapixel * megapixels);
}

/** Whether a capability's `when` allows the call's options. */
export function holdsFor(capability: Capability, call: OperationCall): boolean {
  if (capability.when === undefined) return true;
  const options: Readonly<Record<string, unknown>> = call.options;
  return Object.entries(capability.when).every(([option, allowed]) =>
    allowed.some((value) => value === options[option]),
  );
}

/**
 * A worker can shrink, enlarge and convert an image, but not change its proportions. Shrinking it
 * before an upscale would give back less than went in: there the image must fit as it is.
 */
export function takesImage(
  { image: limits, operation }: Pick<Capability, 'image' | 'operation'>,
  image: InputImage | null,
): boolean {
  if (image === null || limits === null) return image === limits;
  const { width, height } = image;
  if (operation === 'upscale') {
    if (width * height > limits.maxPixels || Math.max(width, height) > limits.maxSide) return false;
  }
  return hasShape(image, limits);
}

/** Whether the app can hold what would come of it: asked before anybody is paid. */
export function makesWhatFits({ call, image }: Pick<ProcessingRequest, 'call' | 'image'>): boolean {
  if (call.operation !== 'outpaint' || image === null) return true;
  const { left, right, up, down } = call.options;
  return isWithinReach({ width: image.width + left + right, height: image.height + up + down });
}

/** Where none is taken, its loss is named instead; where one is needed, none will not do. */
export function takesReference(
  { reference: limits }: Pick<Capability, 'reference'>,
  reference: InputImage | null,
): boolean {
  if (limits === undefined) return true;
  return reference !== null && hasShape(reference, limits);
}

function hasShape({ width, height }: InputImage, limits: ImageLimits): boolean {
  const ratio = width / height;
  return ratio >= limits.minRatio && ratio <= limits.maxRatio;
}
