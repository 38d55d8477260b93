import { nextLink, parseLinks, type WebLink } from '../../src/streaming/link-header.js';

describe('parseLinks', () => {
  const cases: readonly [header: string, links: readonly WebLink[], because: string][] = [
    ['', [], 'there is none'],
    ['</2>; rel="next"', [{ target: '/2', rels: ['next'] }], 'the usual one'],
    ['</2>; rel=next', [{ target: '/2', rels: ['next'] }], 'a token needs no quotes'],
    [
      '</2>;rel="next",</9>;rel="last"',
      [
        { target: '/2', rels: ['next'] },
        { target: '/9', rels: ['last'] },
      ],
      'several',
    ],
    ['</2> ; REL = "NEXT"', [{ target: '/2', rels: ['next'] }], 'names and relations have no case, and spaces mean nothing'],
    ['</2>; rel="prefetch  next"', [{ target: '/2', rels: ['prefetch', 'next'] }], 'a relation may be several'],
    ['</a,b;c?d="e">; rel="next"', [{ target: '/a,b;c?d="e"', rels: ['next'] }], 'commas, semicolons and quotes in a target are its own'],
    ['</2>; title="a, <b>; rel=x"; rel="next"', [{ target: '/2', rels: ['next'] }], 'and those in quotes'],
    ['</2>; title="say \\"hi\\", <b>"; rel=next', [{ target: '/2', rels: ['next'] }], 'and those in quotes that have quotes'],
    ['</2>; rel="prev"; rel="next"', [{ target: '/2', rels: ['prev'] }], 'the first of two counts'],
    ['</2>; title; rel="next"', [{ target: '/2', rels: ['next'] }], 'a parameter may have no value'],
    ['</2>; ; rel="next"', [{ target: '/2', rels: ['next'] }], 'or be nothing at all'],
    ['</2>', [{ target: '/2', rels: [] }], 'a link may have no relation'],
    ['<>; rel="next"', [{ target: '', rels: ['next'] }], 'a target may be empty'],
    ['</1>; rel="next"; anchor="/other"', [], 'it is about another document'],
    ['rubbish, </2>; rel="next"', [{ target: '/2', rels: ['next'] }], 'rubbish is skipped'],
    [
      '</1>; rel="prev" rubbish, </2>; rel="next"',
      [
        { target: '/1', rels: ['prev'] },
        { target: '/2', rels: ['next'] },
      ],
      'also behind a link',
    ],
    ['</2; rel="next"', [], 'a target has an end'],
    ['</2>; rel="next', [{ target: '/2', rels: [] }], 'and so have quotes'],
  ];
  for (const [header, links, because] of cases) {
    it(`reads ${header}: ${because}`, () => expect(parseLinks(header)).toEqual([...links]));
  }

  it('is done with a long header that makes no sense', () => {
    for (const part of ['<', '<a>;', ' ;', '"', '<a>; b="\\', ';  =', ' ']) {
      expect(parseLinks(part.repeat(100_000)).length).toBeLessThanOrEqual(100_000);
    }
  });
});

describe('nextLink', () => {
  it('is the first one that says so', () => {
    expect(nextLink(new Headers({ link: '</1>; rel=prev, </2>; rel=next, </3>; rel=next' }))).toBe('/2');
    expect(nextLink(new Headers({ link: '</1>; rel=nextish' }))).toBeUndefined();
    expect(nextLink(new Headers())).toBeUndefined();
  });
});
