import { DOCUMENT } from '@angular/common';
import { HttpBackend, HttpClient, provideHttpClient, withInterceptors, type HttpEvent, type HttpRequest } from '@angular/common/http';
import { provideZonelessChangeDetection, type EnvironmentProviders, type Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import type { Observable } from 'rxjs';
import { breakwaterInterceptor, provideBreakwater, type BreakwaterOptions } from '../../src/angular/index.js';

/** Where the page of the specs is, whatever platform they run on. */
export const PAGE = 'https://app.example.com/orders/';

const pageProviders = [
  provideZonelessChangeDetection(),
  { provide: DOCUMENT, useValue: { baseURI: PAGE, addEventListener() {}, removeEventListener() {} } },
];

let isReady = false;

/**
 * Gives `TestBed` these providers, in an application without a DOM, so that the same specs run in Node. A spec file that needs it imports
 * `@angular/compiler` before anything else.
 */
export function useProviders(...providers: readonly (Provider | EnvironmentProviders)[]): void {
  if (!isReady) TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  isReady = true;
  TestBed.resetTestingModule().configureTestingModule({ providers: [...pageProviders, ...providers] });
}

/** Angular's `HttpClient` with the interceptor, over a backend that a spec answers for. */
export function guardedClient(
  options: BreakwaterOptions,
  handle: (request: HttpRequest<unknown>) => Observable<HttpEvent<unknown>>,
): HttpClient {
  useProviders(provideHttpClient(withInterceptors([breakwaterInterceptor])), provideBreakwater(options), {
    provide: HttpBackend,
    useValue: { handle },
  });
  return TestBed.inject(HttpClient);
}
