import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Expression, Visitor, parseSync } from 'oxc-parser';

/**
 * What the sources under `folder` use of Electron: `app.whenReady` for a member of an import,
 * `BrowserWindow` for an import used by itself, `app:activate` for an event listened to on one.
 * Types don't count, and what is called on an instance in a variable is not seen.
 */
export function usedElectronApis(folder: string): ReadonlySet<string> {
  const used = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.ts')) {
      collect(readFileSync(path.join(entry.parentPath, entry.name), 'utf8'), used);
    }
  }
  return used;
}

function collect(source: string, used: Set<string>): void {
  const { module, program } = parseSync('source.ts', source);
  const imported = new Map(
    module.staticImports
      .filter(({ moduleRequest }) => moduleRequest.value === 'electron')
      .flatMap(({ entries }) => entries)
      .filter(({ isType }) => !isType)
      .map(({ importName, localName }) => [localName.value, importName.name ?? 'default']),
  );
  if (imported.size === 0) return;
  for (const name of imported.values()) used.add(name);
  const importOf = (expression: Expression): string | undefined =>
    expression.type === 'Identifier' ? imported.get(expression.name) : undefined;

  new Visitor({
    MemberExpression(node) {
      const name = importOf(node.object);
      if (name !== undefined && node.property.type === 'Identifier') {
        used.add(`${name}.${node.property.name}`);
      }
    },
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      const name = importOf(callee.object);
      if (name === undefined || !['on', 'once'].includes(callee.property.name)) return;
      if (first?.type === 'Literal') used.add(`${name}:${String(first.value)}`);
    },
  }).visit(program);
}
