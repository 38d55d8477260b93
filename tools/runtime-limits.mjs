// What a runtime other than Node can't run of the suite, or hasn't been made to run yet, and why. A prefix stands for all spec files that begin with it.

const ofTheBuild = [
  { prefix: 'spec/node/bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { prefix: 'spec/node/angular-bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { prefix: 'spec/node/dashboard/', because: 'tests a tool that Node runs' },
  { prefix: 'spec/node/pipeline-demo-spec', because: 'tests a demo that Node runs' },
  { prefix: 'spec/node/demo-spec', because: 'tests a demo that Node runs' },
];

export const leftOut = {
  bun: [
    ...ofTheBuild,
    { prefix: 'spec/node/undici/', because: 'Bun puts a module of its own in the place of undici, and it has no dispatcher' },
    { prefix: 'spec/streaming/upload-progress-spec', because: 'a Request of Bun tells no content type of its body' },
    { prefix: 'spec/node/streaming/upload-progress-spec', because: 'a Request of Bun tells no content type of its body' },
  ],
  deno: [
    ...ofTheBuild,
    { prefix: 'spec/node/undici/', because: 'not looked into' },
    { prefix: 'spec/operators/hedge', because: 'one spec compares Headers field by field, and those of Deno change when they are read' },
    {
      prefix: 'spec/node/http/fetch-transport-spec',
      because: 'fetch of Deno undoes no deflate, sets no limit to headers, and opens a second connection where Node uses the first again',
    },
  ],
};
