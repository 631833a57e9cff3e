import { createRequire } from 'node:module'
import { join } from 'node:path'

/** For an ES module that esbuild made of CommonJS ones: what they require of Node is found by it. */
export const WITH_REQUIRE =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);"

/** The file in the bundle's folder that programs import in place of the package. */
export const KAFKAJS = 'kafkajs.mjs'

/**
 * Makes one ES module of kafkajs as it is installed, with the same exports: to open its 200 files takes a third of the CPU
 * time that a small program has, and a check starts several.
 *
 * @param {string} root
 * @param {string} dir where it is put, absolute
 */
export async function bundleKafkajs(root, dir) {
  const { build } = await import('esbuild')
  const names = Object.keys(createRequire(join(root, 'package.json'))('kafkajs'))
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `import kafkajs from 'kafkajs'\nexport default kafkajs\nexport const { ${names.join(', ')} } = kafkajs`,
      resolveDir: root,
    },
    outfile: join(dir, KAFKAJS),
    bundle: true,
    // Else some of its error classes are called KafkaJSNonRetriableError2 in stack traces.
    keepNames: true,
    banner: { js: WITH_REQUIRE },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  })
}
