import sharp from 'sharp';

/** Well-formed requests to the OpenAI simulator, for tests to send as they are or to spoil. */
export const authorization = 'Bearer sk-simulated';

export function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export const generation = { model: 'gpt-image-2.5-flare', prompt: 'a fox', size: '1024x1024' };
export const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const vision = {
  model: 'gpt-6-luna',
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Describe this.' },
        { type: 'input_image', detail: 'high', image_url: pixel },
      ],
    },
  ],
};

export async function makeImage(
  width: number,
  height: number,
  format: 'png' | 'jpeg' | 'gif' = 'png',
): Promise<Blob> {
  const bytes = await sharp({
    create: { width, height, channels: 4, background: { r: 200, g: 80, b: 20, alpha: 0.5 } },
  })
    .toFormat(format)
    .toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: `image/${format}` });
}

interface EditParts {
  readonly fields?: Record<string, string>;
  readonly image?: Blob;
  readonly mask?: Blob;
}

export async function postEdit(
  url: string,
  { fields = {}, image, mask }: EditParts,
): Promise<Response> {
  const form = new FormData();
  const all = { model: 'gpt-image-2.5-flare', prompt: 'a red hat', size: '1024x1024', ...fields };
  for (const [name, value] of Object.entries(all)) {
    form.append(name, value);
  }
  if (image !== undefined) {
    form.append('image', image, 'image');
  }
  if (mask !== undefined) {
    form.append('mask', mask, 'mask');
  }
  return fetch(`${url}/v1/images/edits`, {
    method: 'POST',
    headers: { authorization },
    body: form,
  });
}
