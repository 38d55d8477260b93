import '@angular/compiler';
import { DOCUMENT, PlatformLocation } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { injectPageUrl } from '../../src/angular/page-url.js';
import { useProviders } from '../support/angular.js';

function pageUrl(document: object, href?: string): string {
  useProviders({ provide: DOCUMENT, useValue: document }, { provide: PlatformLocation, useValue: { href } });
  return TestBed.runInInjectionContext(injectPageUrl);
}

const noBase = {
  get baseURI(): string {
    throw new Error('not implemented');
  },
};

describe('injectPageUrl', () => {
  it("is the document's base", () => {
    expect(pageUrl({ baseURI: 'https://app.example.com/shop/' }, 'https://app.example.com/other')).toBe('https://app.example.com/shop/');
  });

  it('is the address that is rendered, where the document has none, or none that a request could be resolved against', () => {
    for (const document of [noBase, {}, { baseURI: 'about:blank' }, { baseURI: 'file:///app/index.html' }])
      expect(pageUrl(document, 'https://app.example.com/page')).toBe('https://app.example.com/page');
  });

  it('is some place, where there is neither', () => {
    for (const href of [undefined, '', 'about:blank']) expect(pageUrl(noBase, href)).toBe('http://localhost/');
  });
});
