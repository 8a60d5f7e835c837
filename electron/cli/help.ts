import { type OperationId, operationIds, operations } from '../contract/operations.ts';
import { outputFormatSchema } from '../contract/images.ts';
import { providerIds } from '../contract/providers.ts';
import { policySchema } from '../contract/receipt.ts';
import { localStepIds } from '../contract/recipes.ts';
import { mcpHelp } from '../mcp/arguments.ts';
import type { HelpTopic } from './arguments.ts';
import { localHelp } from './local-arguments.ts';
import { recipeHelp } from './recipe-arguments.ts';
import { describeOptions } from './operation-options.ts';
import { wordsHelp } from './word-flags.ts';

/** The whole help, or that of one operation; generated from the operations' schemas. */
export function helpText(topic: HelpTopic | null): string {
  switch (topic) {
    case null:
      return generalHelp();
    case 'run':
      return recipeHelp;
    case 'mcp':
      return mcpHelp;
    case 'adjust':
    case 'crop':
    case 'resize':
    case 'convert':
      return localHelp(topic);
    default:
      return operationHelp(topic);
  }
}

function generalHelp(): string {
  return `Usage: emulsion <operation> <files and folders…> -o DIR [options]
       emulsion run RECIPE.json <files and folders…> -o DIR   (emulsion run --help)
       emulsion mcp --allow DIR                               (emulsion mcp --help)

Operations:
${operationIds.map((id) => `  ${id.padEnd(20)}${summary(id)}`).join('\n')}
${localStepIds.map((id) => `  ${id.padEnd(20)}an image → image, on this device, exactly (emulsion ${id} --help)`).join('\n')}

Options:
  -o, --out DIR         where results are written (text is printed where it is left out)
  --json                print a report of all cases instead
  --mask FILE           white = change here (inpaint, erase)
  --reference FILE      the image whose style is taken (style-transfer)
  --provider NAME       ${providerIds.join(' | ')}
  --policy NAME         ${policySchema.exclude(['pinned']).options.join(' | ')}
  --max-cost USD        the most that one file may cost, e.g. 0.05
  --format NAME         ${outputFormatSchema.options.join(' | ')}
${wordsHelp}  --library DIR         keep images, jobs and receipts there (otherwise nothing is kept)
  --option NAME=VALUE   any option of the operation
  -h, --help            this, or the options of an operation: emulsion upscale --help

Keys: OPENAI_API_KEY, ANTHROPIC_API_KEY, STABILITY_API_KEY.
Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage.
`;
}

function operationHelp(operation: OperationId): string {
  const { input, mask, reference } = operations[operation];
  const needs = [
    input === 'image' ? '<files and folders…>' : '',
    mask === 'required' ? '--mask FILE' : '',
    reference === 'required' ? '--reference FILE' : '',
    operations[operation].output === 'image' ? '-o DIR' : '[-o DIR]',
  ];
  const options = describeOptions(operation).map(
    ({ flag, takes, required, fallback }) =>
      `  ${flag.padEnd(20)}${takes}${required ? ' (required)' : ''}${fallback === null ? '' : ` (${fallback})`}`,
  );
  return `Usage: emulsion ${operation} ${needs.filter((need) => need !== '').join(' ')} [options]

${options.length === 0 ? 'It has no options of its own.' : options.join('\n')}

General options: emulsion --help
`;
}

function summary(id: OperationId): string {
  const { input, mask, reference, output } = operations[id];
  const from = [
    input === 'none' ? 'a prompt' : 'an image',
    ...(mask === 'required' ? ['a mask'] : []),
    ...(reference === 'required' ? ['a reference image'] : []),
  ];
  return `${from.join(' and ')} → ${output}`;
}
