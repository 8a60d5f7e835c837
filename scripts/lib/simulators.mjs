import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { node24, start, stop } from './run.mjs';
import { ScriptError, say } from './step.mjs';

const entry = fromRoot('test', 'simulators', 'main.ts');

/** A key in the environment means that real providers are wanted. */
const keys = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'STABILITY_API_KEY'];

export function hasProviderKeys() {
  return keys.some((name) => Boolean(process.env[name]));
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} its first line */
function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('close', (code) =>
      reject(
        new ScriptError(
          `The simulators ended (exit code ${code}) before they were ready.`,
          'Run `node_modules/node/bin/node test/simulators/main.ts` to see why.',
        ),
      ),
    );
  });
}

/**
 * What an embedded cloud needs to sell and to run jobs without anybody's account.
 * @typedef {{ secrets: Readonly<Record<string, string>>, connect: (cloudUrl: string) => void }} SimulatedBusiness
 */

/**
 * Runs the work beside the providers' simulators, for everybody who has no keys.
 * @template T
 * @param {(environment: NodeJS.ProcessEnv, business?: SimulatedBusiness) => Promise<T>} work gets
 *   EMULSION_SIMULATORS: their addresses as JSON, as they print them on their first line
 * @returns {Promise<T>}
 */
export async function withSimulators(work) {
  if (!existsSync(entry)) return work({});
  const webhookSecret = randomBytes(24).toString('base64url');
  // They end when their standard input does: nothing is left behind if this script is killed.
  const child = start(node24, [entry, webhookSecret], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const addresses = await firstLine(child);
    say('✓ Simulated providers are running');
    return await work(
      { EMULSION_SIMULATORS: addresses },
      businessOf(child, addresses, webhookSecret),
    );
  } finally {
    await stop(child);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} addresses
 * @param {string} webhookSecret
 * @returns {SimulatedBusiness}
 */
function businessOf(child, addresses, webhookSecret) {
  /** @type {Record<string, { url: string }> & { products: string }} */
  const { openai, anthropic, stability, polar, products } = JSON.parse(addresses);
  const simulated = 'simulated';
  return {
    secrets: {
      AI_ORIGINS: JSON.stringify({
        openai: openai?.url,
        anthropic: anthropic?.url,
        stability: stability?.url,
      }),
      OPENAI_API_KEY: `sk-${simulated}`,
      ANTHROPIC_API_KEY: `sk-ant-${simulated}`,
      STABILITY_API_KEY: `sk-${simulated}`,
      BILLING_PROVIDER: 'polar',
      BILLING_PRODUCTS: products,
      BILLING_SIMULATED: 'true',
      POLAR_ACCESS_TOKEN: simulated,
      POLAR_WEBHOOK_SECRET: webhookSecret,
      POLAR_BASE_URL: polar?.url ?? '',
    },
    connect: (cloudUrl) => {
      const webhooks = `${cloudUrl}/functions/v1/billing-webhook/polar`;
      child.stdin?.write(`${JSON.stringify({ webhooks })}\n`);
    },
  };
}
