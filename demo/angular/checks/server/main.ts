import { mergeApplicationConfig, provideZoneChangeDetection, type ApplicationConfig, type ApplicationRef } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering } from '@angular/platform-server';
import { App } from '../../src/app/app';
import { appConfig } from '../../src/app/app.config';
import { provideBackend } from '../../src/app/backend/provide-backend';

export { renderApplication } from '@angular/platform-server';

/** A page that waited for the circuit would never be there in time. */
const HOUR = 3_600_000;
/** Made once, so that all pages share the circuit, as those of the demo do. */
const backend = provideBackend({ openDuration: HOUR, timeout: HOUR });

/** The demo as it is, for `renderApplication`. */
export function bootstrap(context: BootstrapContext): Promise<ApplicationRef> {
  return start(context, { providers: [provideServerRendering(), backend] });
}

/** The same with zone.js deciding when the page is stable. */
export function bootstrapWithZone(context: BootstrapContext): Promise<ApplicationRef> {
  return start(context, { providers: [provideServerRendering(), backend, provideZoneChangeDetection()] });
}

function start(context: BootstrapContext, more: ApplicationConfig): Promise<ApplicationRef> {
  return bootstrapApplication(App, mergeApplicationConfig(appConfig, more), context);
}
