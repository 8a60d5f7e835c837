import type { EditDocument } from '../contract/editing/document.ts';
import type { EditTile } from '../contract/editing/views.ts';
import type { MarkDrawing } from '../contract/editing/watermark.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { ExportOptions, ImageFacts, PreviewSize } from '../contract/images.ts';
import type { FileWarning, ImageNotes, MetadataReport } from '../contract/metadata.ts';
import type { Capability } from '../contract/providers.ts';
import type { Ratio } from '../contract/ratio.ts';
import type { RecipeOutput } from '../contract/recipes.ts';
import type { MaskStep } from '../contract/masking/document.ts';
import type { PreparedFile } from '../providers/provider.ts';
import type { Kept } from './protocol.ts';

/** A file that a worker wrote; `hash` is the SHA-256 of its bytes. */
export interface WrittenFile {
  readonly path: string;
  readonly hash: BlobHash;
  readonly bytes: number;
}

export interface WrittenImage extends WrittenFile {
  readonly facts: ImageFacts;
}

/** A file for the user. */
export interface FinishedImage extends WrittenImage {
  readonly warnings: readonly FileWarning[];
}

export interface JobControl {
  readonly signal?: AbortSignal;
  /** Soon-needed work (a preview on screen) goes before the rest. */
  readonly urgent?: boolean;
  onProgress?(fraction: number): void;
}

export interface ImageLimitsOverride {
  readonly maxPixels?: number;
  readonly maxBytes?: number;
}

/**
 * Everything that touches pixels, done by a pool of worker processes. Paths in, paths out.
 * Each call rejects with an AppFailure (`file-*`, `worker-*`, `cancelled`).
 */
export interface ImageService {
  /** Sniffs, decodes fully (a truncated file is refused) and describes a file; also its hash. */
  inspect(path: string, control?: JobControl): Promise<{ facts: ImageFacts; hash: BlobHash }>;
  /**
   * Turns what browsers and providers don't take (HEIC, SVG, TIFF, CMYK …) into a PNG or JPEG the
   * rest of the app works on, upright, with profile and metadata; null where the file is fine as it is.
   */
  normalise(
    input: { path: string; outFolder: string },
    control?: JobControl,
  ): Promise<WrittenImage | null>;
  /** WebP previews, the longest side at most `size`, never enlarged, sRGB, upright. */
  preview(
    input: { path: string; sizes: readonly PreviewSize[]; outFolder: string },
    control?: JobControl,
  ): Promise<readonly (WrittenFile & { readonly size: PreviewSize })[]>;
  /** One full-resolution tile, WebP, sRGB, upright. */
  tile(
    input: { path: string; column: number; row: number; outFolder: string },
    control?: JobControl,
  ): Promise<WrittenFile>;
  /** The difference hash of an image: 64 bits, as two unsigned halves. */
  look(
    input: { path: string },
    control?: JobControl,
  ): Promise<{ readonly high: number; readonly low: number }>;
  /** What a file says of itself; its pixels are not decoded. */
  metadata(input: { path: string }, control?: JobControl): Promise<MetadataReport>;
  /** Compiles an image, and its mask where there is one, to fit a capability's limits. */
  prepare(
    input: {
      path: string;
      maskPath: string | null;
      capability: Capability;
      override?: ImageLimitsOverride;
      outFolder: string;
    },
    control?: JobControl,
  ): Promise<{ image: PreparedFile; mask: PreparedFile | null; pixelHash: string }>;
  /** A canvas' PNG → the canonical grey mask of the given size. */
  canonicalMask(
    input: { path: string; width: number; height: number; outFolder: string },
    control?: JobControl,
  ): Promise<WrittenFile>;
  /** The canonical grey mask that steps draw, at full size. Rejects with `mask-empty` for an empty one. */
  paintMask(
    input: {
      steps: readonly MaskStep[];
      image: { readonly width: number; readonly height: number };
      pictures: readonly { readonly blob: BlobHash; readonly path: string }[];
      outFolder: string;
    },
    control?: JobControl,
  ): Promise<WrittenFile>;
  /**
   * Decodes a provider's answer under our own limits, checks what was promised, restores the size
   * and puts the original's pixels back, bit for bit, where they are kept: outside a mask, or inside
   * the frame that was grown. Rejects with `provider-bad-output`.
   */
  verify(
    input: {
      path: string;
      outFolder: string;
      expect: {
        /** Exact size to restore by resampling; null where any size is right. */
        width: number | null;
        height: number | null;
        alpha: boolean;
      };
      /** What the result is made of, where some of it must stay as it is. */
      original: { path: string; keep: Kept } | null;
    },
    control?: JobControl,
  ): Promise<WrittenImage>;
  /** The final file: format, quality, size, metadata, profile. Temporary file, then rename. */
  encode(
    input: {
      path: string;
      metadataFrom: string | null;
      options: ExportOptions;
      /** Written in the place of what the metadata says of the same; credentials go with them. */
      notes?: ImageNotes | undefined;
      outPath: string;
    },
    control?: JobControl,
  ): Promise<FinishedImage>;
  /**
   * A copy with other metadata and the same pixels, byte for byte; null where the format (anything but
   * JPEG, PNG and WebP) takes none without being encoded anew.
   */
  inscribe(
    input: {
      path: string;
      metadataFrom: string | null;
      metadata: ExportOptions['metadata'];
      notes: ImageNotes;
      outPath: string;
    },
    control?: JobControl,
  ): Promise<(WrittenFile & { readonly warnings: readonly FileWarning[] }) | null>;
  /**
   * What `encode` does, for an output of a recipe: edited and cropped to a ratio first, `same` as a format, and a file that
   * is at most so large. Also tells the hash of what went in. Rejects with `file-too-large` where nothing fits.
   */
  output(
    input: {
      path: string;
      metadataFrom: string | null;
      rules: RecipeOutput;
      edits: EditDocument | null;
      /** Where the blobs lie that the edits name. */
      blobs?: Readonly<Record<BlobHash, string>>;
      ratio: Ratio | null;
      /** As for `encode`; left out: what is written only goes on to the next step. */
      notes?: ImageNotes | undefined;
      outPath: string;
    },
    control?: JobControl,
  ): Promise<FinishedImage & { readonly sourceHash: BlobHash }>;
  /** What an edit is previewed on, a PNG: the whole image, or a tile of its full size and its margin. */
  editView(
    input: { path: string; tile: EditTile | null; outFolder: string },
    control?: JobControl,
  ): Promise<WrittenFile>;
  /**
   * An edit at full size, durably written; depth, gamut, metadata and alpha are kept. `blobs`: where
   * those lie that the document names (`blobsOf`); rejects with `file-missing` where one is not there.
   */
  renderEdit(
    input: {
      path: string;
      document: EditDocument;
      blobs: Readonly<Record<BlobHash, string>>;
      outFolder: string;
    },
    control?: JobControl,
  ): Promise<WrittenImage>;
  /**
   * A .cube file, from anywhere, as `decodeLut` reads it. Rejects with `file-unsupported` where it
   * is none, or larger than the editor takes.
   */
  takeLut(input: { path: string; outFolder: string }, control?: JobControl): Promise<WrittenFile>;
  /** A watermark for the preview, a PNG; `imagePath`: where the mark's own image lies. */
  drawMark(
    input: { drawing: MarkDrawing; imagePath: string | null; outFolder: string },
    control?: JobControl,
  ): Promise<WrittenFile & { readonly scale: number }>;
  /** Runs an on-device model. */
  runModel(input: ModelJob, control?: JobControl): Promise<ModelResult>;
  close(): Promise<void>;
}

export type ModelJob =
  | {
      readonly model: 'upscale';
      readonly path: string;
      readonly factor: 2 | 4;
      readonly outFolder: string;
    }
  | { readonly model: 'cut-out'; readonly path: string; readonly outFolder: string }
  | { readonly model: 'ocr'; readonly path: string; readonly language: string }
  | { readonly model: 'tags'; readonly path: string; readonly count: number }
  | { readonly model: 'content-check'; readonly path: string };

export type ModelResult =
  | { readonly kind: 'image'; readonly file: WrittenImage }
  | { readonly kind: 'text'; readonly text: string; readonly confidence: number }
  | {
      readonly kind: 'tags';
      readonly tags: readonly { readonly label: string; readonly confidence: number }[];
    }
  | {
      readonly kind: 'verdict';
      readonly verdict: 'likely-safe' | 'unsure' | 'likely-adult';
      readonly scores: Readonly<Record<string, number>>;
    };
