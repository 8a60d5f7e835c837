import { type OxlintConfig, defineConfig } from 'oxlint';
import { zones } from './walls.config.ts';

const walls: NonNullable<OxlintConfig['overrides']> = zones.map((zone) => ({
  files: [...zone.files],
  rules: {
    'no-restricted-imports': ['error', { paths: [...zone.modules], patterns: [...zone.patterns] }],
    'no-restricted-globals': ['error', ...zone.globals],
  },
}));

export default defineConfig({
  plugins: [
    'eslint',
    'typescript',
    'unicorn',
    'oxc',
    'import',
    'promise',
    'vitest',
    'react',
    'jsx-a11y',
  ],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: [
    'out/**',
    'dist/**',
    'test/fixtures/**',
    'scripts/lib/*.cjs',
    'supabase/types.ts',
  ],
  rules: {
    // Size and shape
    'max-lines': ['error', { max: 300 }],
    'max-params': ['error', { max: 3 }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    // Honest types and finished work
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/consistent-type-imports': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    // Not for this code: the JSX runtime is automatic, style sheets are imported for their effect,
    // and a shadowed `error` or `path` in a short callback is clear enough.
    'react/react-in-jsx-scope': 'off',
    'import/no-unassigned-import': 'off',
    'no-shadow': 'off',
    // Factories return closures, which know no `this`.
    'typescript/unbound-method': 'off',
    // `fc.property` and `i18next.t` are how these libraries are read everywhere.
    'import/no-named-as-default-member': 'off',
    // A `status` or a `listbox` of our own needs what the plain tags can't do.
    'jsx-a11y/prefer-tag-over-role': 'off',
    // Said once already, by react/exhaustive-deps.
    'react/exhaustive-effect-dependencies': 'off',
    'react/incompatible-library': 'off',
    'promise/always-return': 'off',
    // TypeScript's own checks say the same with fewer false alarms.
    'typescript/consistent-return': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // Node 18 has no toSorted.
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/require-to-throw-message': 'off',
    // One job after the other is often the point: limits, order, memory.
    'no-await-in-loop': 'off',
  },
  overrides: [
    ...walls,
    {
      files: ['renderer/**'],
      rules: {
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        'no-restricted-properties': [
          'error',
          {
            object: 'window',
            property: 'emulsion',
            message: 'renderer/bridge.ts is the only toucher of the bridge.',
          },
        ],
      },
    },
    {
      // Their packages are Deno's to resolve: here types of them are unknown, and `deno check` judges.
      files: ['supabase/functions/**'],
      rules: {
        'typescript/no-redundant-type-constituents': 'off',
        'typescript/no-unnecessary-type-assertion': 'off',
      },
    },
    { files: ['renderer/bridge.ts'], rules: { 'no-restricted-properties': 'off' } },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});
