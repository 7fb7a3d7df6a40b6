/** @type {import('xo').FlatXoConfig} */
export default [
	{ignores: ['dist', 'test/fixtures', 'test/golden']},
	{
		files: ['**/*.{js,ts,tsx}'],
		react: true,
		rules: {
			'max-lines': ['error', 300],
			'max-lines-per-function': ['error', {max: 60, skipBlankLines: true, skipComments: true}],
			// Columns are read by position, where TypeScript can't know the bounds.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/naming-convention': 'off',
			// Headers and hash tables are made of bits.
			'no-bitwise': 'off',
			'unicorn/prefer-module': 'off',
			'unicorn/no-array-reduce': 'off',
			'no-await-in-loop': 'off',
			'capitalized-comments': 'off',
			'import-x/extensions': 'off',
			'n/file-extension-in-import': 'off',
			// Columns and JSON are narrowed where they are made; the compiler can't follow.
			'@typescript-eslint/no-unsafe-type-assertion': 'off',
			// The compiler brings React in by itself.
			'react/react-in-jsx-scope': 'off',
			// Node 20 is the floor.
			'require-unicode-regexp': 'off',
			'@stylistic/operator-linebreak': 'off',
		},
	},
	{
		files: ['**/*.tsx'],
		rules: {'max-lines-per-function': ['error', {max: 120, skipBlankLines: true, skipComments: true}]},
	},
	{
		files: ['cli.tsx', 'tooling/**'],
		rules: {'unicorn/no-process-exit': 'off', 'n/prefer-global/process': 'off'},
	},
	{
		files: ['test/**'],
		rules: {'max-lines-per-function': 'off', '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/no-loop-func': 'off'},
	},
];
