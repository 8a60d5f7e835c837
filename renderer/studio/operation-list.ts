import {
  Blend,
  BookOpenText,
  CircleHelp,
  Eraser,
  Expand,
  FileText,
  ImageUpscale,
  type LucideIcon,
  Mountain,
  PaintBucket,
  Paintbrush,
  Palette,
  PencilLine,
  Replace,
  Scissors,
  ShieldCheck,
  Sparkles,
  Tags,
  TextSelect,
  WandSparkles,
} from 'lucide-react';
import type { OperationId } from '../../electron/contract/operations.ts';

/** The operations as the picker groups them, most used first. */
export const operationGroups = [
  {
    id: 'understand',
    operations: ['describe', 'alt-text', 'tags', 'ocr', 'ask', 'content-check'],
  },
  { id: 'enhance', operations: ['upscale', 'remove-background', 'replace-background'] },
  {
    id: 'change',
    operations: ['edit', 'inpaint', 'erase', 'outpaint', 'search-and-replace', 'recolor'],
  },
  { id: 'create', operations: ['generate', 'vary', 'restyle', 'style-transfer'] },
] as const satisfies readonly { id: string; operations: readonly OperationId[] }[];

export const operationIcons: Readonly<Record<OperationId, LucideIcon>> = {
  describe: FileText,
  'alt-text': BookOpenText,
  tags: Tags,
  ocr: TextSelect,
  ask: CircleHelp,
  'content-check': ShieldCheck,
  generate: Sparkles,
  edit: PencilLine,
  inpaint: Paintbrush,
  outpaint: Expand,
  erase: Eraser,
  'search-and-replace': Replace,
  recolor: PaintBucket,
  'remove-background': Scissors,
  'replace-background': Mountain,
  upscale: ImageUpscale,
  vary: Blend,
  restyle: WandSparkles,
  'style-transfer': Palette,
};
