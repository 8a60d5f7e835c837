import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { fromRoot } from './lib/paths.mjs';
import { say, script } from './lib/step.mjs';

/** Draws the sample images of the first run: nobody's photos, and the word "sample" in each. */
await script(async () => {
  const folder = fromRoot('samples');
  mkdirSync(folder, { recursive: true });
  await sharp(Buffer.from(poster())).png({ palette: true }).toFile(path.join(folder, 'poster.png'));
  const grain = {
    width: 1800,
    height: 1200,
    channels: /** @type {const} */ (3),
    background: 'grey',
  };
  const noise = await sharp({
    create: { ...grain, noise: { type: 'gaussian', mean: 128, sigma: 9 } },
  })
    .png()
    .toBuffer();
  await sharp(Buffer.from(landscape(1800, 1200)))
    .composite([{ input: noise, blend: 'soft-light' }])
    .jpeg({ quality: 74, mozjpeg: true })
    .toFile(path.join(folder, 'landscape.jpg'));
  await sharp(Buffer.from(still()))
    .png({ palette: true })
    .toFile(path.join(folder, 'still-life.png'));
  say(`Drew them into ${folder}`);
  return 0;
});

/** Text that the device reads: dark on light, upright, in a plain face. */
function poster() {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640" viewBox="0 0 960 640">
    <rect width="960" height="640" fill="#f6f1e7"/>
    <rect x="36" y="36" width="888" height="568" fill="none" stroke="#1f2a44" stroke-width="6"/>
    <circle cx="822" cy="148" r="66" fill="#e8743b"/>
    <path d="M640 601 L760 420 L840 510 L921 404 L921 601 Z" fill="#2f5d62"/>
    <g fill="#1f2a44" font-family="DejaVu Sans, Arial, sans-serif">
      <text x="90" y="170" font-size="62" font-weight="bold">Open Studio Day</text>
      <text x="90" y="262" font-size="38">Saturday at 10 in the harbour hall</text>
      <text x="90" y="330" font-size="38">Bring a picture you like</text>
      <text x="90" y="398" font-size="38">Tea and cake are free</text>
      <text x="90" y="550" font-size="28">Sample image</text>
    </g>
  </svg>`;
}

/** Hills before an evening sky, a little too dark: something to edit. @param {number} width @param {number} height */
function landscape(width, height) {
  const hills = Array.from({ length: 6 }, (_, layer) => {
    const base = height * (0.5 + layer * 0.085);
    const ridge = Array.from({ length: 61 }, (_step, step) => {
      const wave =
        Math.sin(step * (0.21 + layer * 0.05) + layer * 1.7) +
        0.45 * Math.sin(step * 0.63 + layer * 2.9) +
        0.12 * Math.sin(step * 2.3 + layer);
      return `${((step / 60) * width).toFixed(0)},${(base - wave * height * (0.06 - layer * 0.006)).toFixed(0)}`;
    }).join(' ');
    return `<polygon points="0,${height} ${ridge} ${width},${height}" fill="hsl(${222 - layer * 9}, ${30 + layer * 3}%, ${46 - layer * 7}%)"/>`;
  }).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stop-color="#27406b"/><stop offset="0.35" stop-color="#8f7f9e"/>
        <stop offset="0.55" stop-color="#e7ab84"/>
      </linearGradient>
      <radialGradient id="sun"><stop offset="0" stop-color="#fff3d2"/><stop offset="0.25" stop-color="#ffe0a6"/>
        <stop offset="1" stop-color="#ffcf8a" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${width * 0.68}" cy="${height * 0.42}" r="${height * 0.26}" fill="url(#sun)"/>
    ${hills}
    <text x="${width - 40}" y="${height - 36}" text-anchor="end" font-family="DejaVu Sans, Arial, sans-serif" font-size="30" fill="#fff" fill-opacity="0.75">Sample image</text>
  </svg>`;
}

/** Small, so that enlarging it takes seconds. */
function still() {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150" viewBox="0 0 200 150">
    <rect width="200" height="100" fill="#cfe3e8"/><rect y="100" width="200" height="50" fill="#b98b5e"/>
    <path d="M70 60 h46 l-6 52 h-34 Z" fill="#f4f4f0"/><ellipse cx="93" cy="60" rx="23" ry="6" fill="#6b3f2a"/>
    <path d="M114 70 q22 2 0 28" fill="none" stroke="#f4f4f0" stroke-width="6"/>
    <circle cx="150" cy="104" r="16" fill="#d8452e"/><path d="M150 90 q2 -10 10 -12" fill="none" stroke="#4d6b2f" stroke-width="3"/>
    <text x="8" y="142" font-family="DejaVu Sans, Arial, sans-serif" font-size="12" fill="#3b2817">Sample image</text>
  </svg>`;
}
