import { z } from 'zod';
import { blobHashSchema } from '../ids.ts';

/** An image that an edit names beside the one it is of. */
export const editImageSchema = z
  .object({ blob: blobHashSchema, name: z.string().min(1).max(255) })
  .readonly();
export type EditImage = z.infer<typeof editImageSchema>;
