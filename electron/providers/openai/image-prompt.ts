import type { OperationCall } from '../../contract/operations.ts';

const KEEP_THE_REST = 'Keep everything else exactly as it is: framing, light, colours and details.';

/** The words that make one edit endpoint do each of our operations; null for operations that it can't. */
export function composeImagePrompt(call: OperationCall): string | null {
  switch (call.operation) {
    case 'generate':
    case 'edit':
      return call.options.prompt;
    case 'inpaint':
      return `Change only the transparent area of the mask: ${call.options.prompt}. ${KEEP_THE_REST}`;
    case 'erase':
      return (
        'Remove what lies in the transparent area of the mask and continue the surroundings there ' +
        `as if it had never been. ${KEEP_THE_REST}`
      );
    case 'search-and-replace':
      return `Replace ${call.options.search} with ${call.options.prompt}. ${KEEP_THE_REST}`;
    case 'recolor':
      return (
        `Change only the colour of ${call.options.select}: ${call.options.prompt}. Keep its shape, ` +
        `texture and shading. ${KEEP_THE_REST}`
      );
    case 'remove-background':
      return (
        'Cut out the main subject on a fully transparent background, with clean edges. ' +
        'Do not change the subject.'
      );
    case 'replace-background':
      return (
        `Replace the background with ${call.options.prompt}. Keep the main subject as it is, and ` +
        'match only its light to the new surroundings.'
      );
    case 'vary':
      return (
        `Make a variation of this picture that ${departure(call.options.strength)}. ` +
        call.options.prompt
      ).trim();
    case 'restyle':
      return (
        `${KEPT_BY_MODE[call.options.mode]} Restyle it as: ${call.options.prompt}. The result ` +
        `${departure(call.options.strength)}.`
      );
    case 'style-transfer':
      return (
        'Redraw the first picture in the style of the second one: its palette, medium, light and ' +
        'texture. Keep what the first picture shows, and take no object from the second. The ' +
        `result ${departure(call.options.strength)}. ${call.options.prompt}`
      ).trim();
    case 'describe':
    case 'alt-text':
    case 'tags':
    case 'ocr':
    case 'ask':
    case 'content-check':
    case 'outpaint':
    case 'upscale':
      return null;
  }
}

const KEPT_BY_MODE = {
  sketch: 'Take this picture as a sketch and keep its lines.',
  structure: 'Keep the composition and the shapes of this picture.',
  style: 'Keep the style of this picture: palette, medium and mood.',
} as const;

/** A number has no field in this API, so it becomes words. 0 is closest to the original. */
function departure(strength: number): string {
  if (strength < 0.34) {
    return 'stays close to the original';
  }
  return strength < 0.67 ? 'differs from it visibly' : 'departs from it freely';
}
