// What a runtime other than Node can't run of the suite, and why. A path stands for all spec files, a name for all specs, that begin with it.

const ofEachRuntime = [
  { files: 'spec/node/bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { files: 'spec/node/angular-bundle-spec', because: 'weighs a bundle, whatever the runtime' },
  { files: 'spec/node/dashboard/', because: 'tests a tool that Node runs' },
  { files: 'spec/node/pipeline-demo-spec', because: 'tests a demo that Node runs' },
  { files: 'spec/node/demo-spec', because: 'tests a demo that Node runs' },
  {
    files: 'spec/node/http/cross-fetch-spec',
    because: 'takes the fetch away; the package brings no other there (`imports` of package.json)',
  },
];

export const leftOut = {
  bun: [
    ...ofEachRuntime,
    // https://github.com/oven-sh/bun/issues/42084
    { files: 'spec/node/undici/', because: 'Bun puts a module of its own in the place of undici, whose dispatchers dispatch nothing' },
  ],
  deno: [
    ...ofEachRuntime,
    {
      specs: 'uploadProgress over a real server brings bytes and text over, with a Content-Length that is given',
      because: 'Deno sends a stream in chunks, whatever Content-Length is given',
    },
    {
      specs: 'a Node process that makes one request against an open breaker, and drops its references, does too',
      because: 'it ends as it should, but prints a warning of Deno about `punycode`, which cross-fetch brings along',
    },
    {
      specs: 'a Node process that does all of it at once does too',
      because: 'it ends as it should, but prints a warning of Deno about `punycode`, which cross-fetch brings along',
    },
    {
      specs: 'admit holds a retry back by the pause as well as by its own wait',
      because: 'it compares Headers field by field, and those of Deno keep what was read',
    },
    {
      specs: 'hedge takes an answer that is not the service’s failure for final',
      because: 'it compares Headers field by field, and those of Deno keep what was read',
    },
    { specs: 'AnswerHeaders tells inspect as Headers do', because: 'Deno prints the name of the class with them' },
    {
      specs: 'AnswerHeaders tells a response as Headers do',
      because: 'Deno copies Headers for a Response from within, and so before they are filled',
    },
    {
      specs: 'undiciTransport by itself sends a form as fetch does, with its length',
      because: 'the fetch of Deno leaves out the line break behind the last boundary',
    },
  ],
};
