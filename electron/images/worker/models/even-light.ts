import sharp from 'sharp';

/** A grey image, one byte a pixel. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The paper is estimated on an image this many times smaller; letters vanish in its median. */
const shrink = 8;
const medianSide = 9;
/** Where the surroundings are darker than this, it is no shadow on paper but light text on dark. */
const darkestPaper = 40;

/**
 * Takes shadows and vignettes off a photographed page: each pixel is divided by the brightness of
 * the paper around it, so that the paper becomes white everywhere. Dark areas stay as they are.
 */
export async function evenLight(image: GreyImage): Promise<GreyImage> {
  const paper = await estimatePaper(image);
  const data = image.data.map((value, index) => {
    const light = paper[index] ?? 255;
    return light < darkestPaper ? value : Math.min(255, (255 * value) / light);
  });
  return { ...image, data };
}

async function estimatePaper({ width, height, data }: GreyImage): Promise<Uint8Array> {
  const small = await sharp(data, { raw: { width, height, channels: 1 } })
    .resize(Math.ceil(width / shrink), Math.ceil(height / shrink), { fit: 'fill' })
    .median(medianSide)
    .blur(medianSide / 2)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { info } = small;
  return await sharp(small.data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
