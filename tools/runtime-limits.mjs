// What a runtime other than Node can't run of the suite, and why. A prefix stands for all spec files that begin with it.

const ofEachRuntime = [
  { prefix: 'spec/node/bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { prefix: 'spec/node/angular-bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { prefix: 'spec/node/dashboard/', because: 'tests a tool that Node runs' },
  { prefix: 'spec/node/pipeline-demo-spec', because: 'tests a demo that Node runs' },
  { prefix: 'spec/node/demo-spec', because: 'tests a demo that Node runs' },
  {
    prefix: 'spec/node/http/cross-fetch-spec',
    because: 'takes the fetch away; the package brings no other there (`imports` of package.json)',
  },
];

export const leftOut = {
  bun: [
    ...ofEachRuntime,
    { prefix: 'spec/node/undici/', because: 'Bun puts a module of its own in the place of undici, whose dispatchers dispatch nothing' },
  ],
  deno: [...ofEachRuntime],
};
