/** A value of a form with names in brackets: `items[0][price]=p` is `{items: [{price: 'p'}]}`. */
export type FormValue = string | readonly FormValue[] | { readonly [name: string]: FormValue };

interface Branch {
  [name: string]: string | Branch;
}

/** Reads Stripe's form encoding. Numbered names become lists. */
export function readForm(fields: Readonly<Record<string, string>>): FormValue {
  const root: Branch = {};
  for (const [name, value] of Object.entries(fields)) {
    const path = name.split(/\[|\]\[|\]/).filter((part) => part !== '');
    const last = path.pop() ?? name;
    let branch = root;
    for (const part of path) {
      const next = branch[part];
      branch = typeof next === 'object' ? next : (branch[part] = {});
    }
    branch[last] = value;
  }
  return settle(root);
}

function settle(value: string | Branch): FormValue {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) {
    return names.map((name) => settle(value[name] ?? ''));
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, settle(inner)]));
}
