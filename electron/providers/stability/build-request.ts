import type { OperationCall } from '../../contract/operations.ts';

/** A request to Stability before it becomes a form: where it goes and what the fields say. */
export interface StabilityRequest {
  /** Below `/v2beta/stable-image/`. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly imageField: 'image' | 'subject_image' | 'init_image';
  /** The answer is an id, and the image is fetched by it. */
  readonly isAsync: boolean;
}

/** The upscalers and image-to-image ask for a prompt even where the user has none to give. */
const NEUTRAL_UPSCALE_PROMPT = 'a sharp, detailed, natural image';
const NEUTRAL_VARIATION_PROMPT = 'a variation of this image';
/** How far a prompted edit may leave its picture, when all that can be set is a distance. */
const EDIT_STRENGTH = 0.65;

/** Pure. Undefined where this model does not do this operation: its capabilities say so too. */
export function buildStabilityRequest(
  call: OperationCall,
  model: string,
): StabilityRequest | undefined {
  const options = optionFields(call, model);
  if (options === undefined) return undefined;
  const seed = 'seed' in call.options ? call.options.seed : undefined;
  return {
    path: pathOf(model),
    fields: toFields({ output_format: 'png', seed, ...options }),
    imageField: imageFieldOf(call),
    isAsync: isAsyncModel(model),
  };
}

function imageFieldOf({ operation }: OperationCall): StabilityRequest['imageField'] {
  if (operation === 'replace-background') return 'subject_image';
  return operation === 'style-transfer' ? 'init_image' : 'image';
}

function isAsyncModel(model: string): boolean {
  return model === 'upscale/creative' || model === 'edit/replace-background-and-relight';
}

type Fields = Readonly<Record<string, string | number | undefined>>;

function optionFields(call: OperationCall, model: string): Fields | undefined {
  switch (call.operation) {
    case 'generate': {
      const { prompt, aspectRatio } = call.options;
      return { ...modelFields(model), prompt, aspect_ratio: aspectRatio };
    }
    case 'edit':
      return { ...redrawFields(model), prompt: call.options.prompt, strength: EDIT_STRENGTH };
    case 'vary': {
      const { prompt, strength } = call.options;
      return { ...redrawFields(model), prompt: prompt || NEUTRAL_VARIATION_PROMPT, strength };
    }
    case 'inpaint':
      return { prompt: call.options.prompt };
    case 'erase':
    case 'remove-background':
      return {};
    case 'outpaint': {
      const { left, right, up, down, prompt } = call.options;
      return { left, right, up, down, prompt: prompt || undefined };
    }
    case 'search-and-replace':
      return { prompt: call.options.prompt, search_prompt: call.options.search };
    case 'recolor':
      return { prompt: call.options.prompt, select_prompt: call.options.select };
    case 'replace-background':
      return { background_prompt: call.options.prompt };
    case 'upscale':
      return call.options.mode === 'fast'
        ? {}
        : { prompt: call.options.prompt || NEUTRAL_UPSCALE_PROMPT };
    case 'restyle':
      return restyleFields(call.options);
    case 'style-transfer':
      return { prompt: call.options.prompt || undefined, style_strength: call.options.strength };
    case 'describe':
    case 'alt-text':
    case 'tags':
    case 'ocr':
    case 'ask':
    case 'content-check':
      return undefined;
  }
}

/** Ours says how far the result may leave the image; theirs says how closely it must follow it. */
function restyleFields({
  mode,
  strength,
  prompt,
}: Extract<OperationCall, { operation: 'restyle' }>['options']): Fields {
  const closeness = Number((1 - strength).toFixed(3));
  return mode === 'style'
    ? { prompt, fidelity: closeness }
    : { prompt, control_strength: closeness };
}

function redrawFields(model: string): Fields {
  return isSd3(model) ? { ...modelFields(model), mode: 'image-to-image' } : {};
}

function modelFields(model: string): Fields {
  return isSd3(model) ? { model } : {};
}

function pathOf(model: string): string {
  return isSd3(model) ? 'generate/sd3' : model;
}

function isSd3(model: string): boolean {
  return model.startsWith('sd3');
}

function toFields(values: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
