import { create } from 'zustand';
import type { AssetId, BlobHash, VersionId } from '../../electron/contract/ids.ts';
import type { OperationId } from '../../electron/contract/operations.ts';
import type { Candidate, Receipt } from '../../electron/contract/receipt.ts';
import type { OptionValues } from './option-fields.ts';
import { type Margins, type Size, type View, fitView } from './viewport.ts';

/** A candidate that the user chose instead of the first one. */
export type Pin = Pick<Candidate, 'provider' | 'model'>;

/** A version of the library, with what is needed to show it. */
export interface Reference {
  readonly assetId: AssetId;
  readonly versionId: VersionId;
  readonly blob: BlobHash;
  readonly name: string;
  /** Counted from 1; the asset's newest when it was chosen. */
  readonly version: number;
}

export type InspectorTab = 'operation' | 'results';

interface Studio {
  readonly operation: OperationId;
  readonly options: Readonly<Partial<Record<OperationId, OptionValues>>>;
  readonly pin: Pin | null;
  readonly acceptLosses: boolean;
  readonly tab: InspectorTab;
  /** The image that the next result takes after, in operations that take one. */
  readonly reference: Reference | null;
  /** The version that the canvas shows of an asset; otherwise its newest one. */
  readonly shown: Readonly<Record<AssetId, VersionId>>;
  readonly view: View;
  /** Size of the canvas in CSS pixels. */
  readonly port: Size;
  readonly compare: boolean;
  /** Where the comparison is divided: 0 left, 1 right. */
  readonly divide: number;
  /** The frame to grow to, as it was when its handle was taken; null: nobody pulls at it. */
  readonly heldSides: Margins | null;
  readonly receipt: Receipt | null;
}

export const useStudio = create<Studio>(() => ({
  operation: 'describe',
  options: {},
  pin: null,
  acceptLosses: false,
  tab: 'operation',
  reference: null,
  shown: {},
  view: fitView,
  port: { width: 1, height: 1 },
  compare: false,
  divide: 0.5,
  heldSides: null,
  receipt: null,
}));

export function chooseOperation(operation: OperationId): void {
  useStudio.setState({
    operation,
    pin: null,
    acceptLosses: false,
    tab: 'operation',
    // The frame is drawn about one image, not about two.
    ...(operation === 'outpaint' && { compare: false }),
  });
}

export function setOption(name: string, value: string | number | boolean | undefined): void {
  useStudio.setState(({ operation, options }) => {
    const { [name]: _before, ...others } = options[operation] ?? {};
    const values = value === undefined ? others : { ...others, [name]: value };
    return { options: { ...options, [operation]: values } };
  });
}

/** Instead of all that was set for the operation. */
export function setOptions(operation: OperationId, values: OptionValues): void {
  useStudio.setState(({ options }) => ({ options: { ...options, [operation]: values } }));
}

export function showVersion(assetId: AssetId, versionId: VersionId): void {
  useStudio.setState(({ shown }) => ({ shown: { ...shown, [assetId]: versionId } }));
}

export function setView(change: (view: View) => View): void {
  useStudio.setState(({ view }) => ({ view: change(view) }));
}

export function toggleCompare(): void {
  useStudio.setState(({ compare }) => ({ compare: !compare }));
}
