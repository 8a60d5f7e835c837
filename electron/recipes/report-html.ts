import { warningTexts } from '../library/warning-texts.ts';
import type { Batch, BatchItem } from '../contract/batches.ts';

/** A page of its own, without scripts: it can be sent to somebody, with the folder of its pictures. */
export function htmlHead({ recipe, counts, cost, createdAt }: Batch): string {
  const over = counts.done + counts.skipped + counts.failed;
  const sums = [
    `${over + counts.running + counts.waiting} files`,
    `${counts.done} done`,
    `${counts.skipped} skipped`,
    `${counts.failed} failed`,
    `$${(cost / 1_000_000).toFixed(2)}`,
    new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(recipe.name)}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .5rem; text-align: left; vertical-align: top; }
img { display: block; height: 96px; object-fit: contain; width: 128px; }
.failed { color: #c22; }
pre { font: inherit; margin: 0; white-space: pre-wrap; }
</style></head><body>
<h1>${escape(recipe.name)}</h1>
<p>${sums.join(' · ')}</p>
<table><thead><tr><th>Picture</th><th>File</th><th>Result</th><th>Outputs</th><th>Texts</th><th>Cost</th></tr></thead><tbody>
`;
}

export function htmlRow(item: BatchItem, picture: string | null): string {
  const source = item.folder === '' ? item.name : `${item.folder}/${item.name}`;
  const result =
    item.error === null
      ? item.status
      : `${item.error.kind}${item.error.cause === undefined ? '' : `<br>${escape(item.error.cause)}`}`;
  const outputs = item.outputs.map(
    ({ file, width, height, bytes, warnings }) =>
      `<a href="${escape(addressOf(file))}">${escape(file)}</a>${width === 0 ? '' : ` ${width}×${height}`}, ${Math.ceil(bytes / 1024)} KB${warnings.map((one) => `, ${warningTexts[one]}`).join('')}`,
  );
  const texts = item.texts.map(({ operation, text }) => `${operation}: ${text}`).join('\n');
  const shown =
    picture === null
      ? ''
      : `<img src="${escape(picture)}" alt="${escape(item.name)}" loading="lazy">`;
  return `<tr><td>${shown}</td><td>${escape(source)}</td><td class="${item.status}">${result}</td><td>${outputs.join('<br>')}</td><td><pre>${escape(texts)}</pre></td><td>$${(item.cost / 1_000_000).toFixed(4)}</td></tr>
`;
}

export const htmlFoot = '</tbody></table></body></html>\n';

function addressOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
