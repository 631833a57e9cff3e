/** The layers of checker/src: each imports only from those below it in this list; siblings never from each other. */
const layers = [
  ['commands'],
  ['dev', 'learner'],
  ['grading'],
  ['wire', 'loyalty', 'runner', 'broker', 'catalog'],
  ['protocol'],
  ['evidence', 'report', 'faults'],
  ['errors', 'timing', 'proc', 'loopback'],
]

const src = '^checker/src'
const folder = (names) => `${src}/(${names.join('|')})(/|$)`

const layerRules = layers.flatMap((names, level) => {
  const above = layers.slice(0, level).flat()
  return names.map((name) => ({
    name: `layer-${name}`,
    comment: `${name} may import only from the layers to its right: ${
      layers
        .slice(level + 1)
        .flat()
        .join(', ') || 'none'
    }.`,
    severity: 'error',
    from: { path: folder([name]) },
    to: { path: folder([...above, ...names.filter((sibling) => sibling !== name)]) },
  }))
})

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-learner-code-in-the-checker',
      comment: 'No learner file is ever imported by the checker; types of the pristine shop are.',
      severity: 'error',
      from: { path: '^checker/(src|hidden/[^/]+/[^/]+\\.ts)' },
      to: { path: '^(exercises|solutions)/' },
    },
    {
      name: 'no-kafkajs-in-the-checker',
      comment: 'The checker speaks Kafka by itself (protocol/), so that what it judges with is not what it judges.',
      severity: 'error',
      from: { path: `${src}/` },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'clients-use-no-insides',
      severity: 'error',
      from: { path: '^checker/hidden/', pathNot: '/(wrong|right)/' },
      to: { path: `${src}/(?!grading/index|catalog/index)` },
    },
    {
      name: 'the-site-uses-no-insides',
      severity: 'error',
      from: { path: '^site/' },
      to: { path: `${src}/(?!index)` },
    },
    {
      name: 'nobody-needs-the-site',
      severity: 'error',
      from: { path: '^checker/' },
      to: { path: '^site/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(wrong|right)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
}
