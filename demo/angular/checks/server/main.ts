import { mergeApplicationConfig, provideZoneChangeDetection, type ApplicationConfig, type ApplicationRef } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering } from '@angular/platform-server';
import { App } from '../../src/app/app';
import { appConfig } from '../../src/app/app.config';

export { renderApplication } from '@angular/platform-server';

/** The demo as it is, for `renderApplication`. */
export function bootstrap(context: BootstrapContext): Promise<ApplicationRef> {
  return start(context, { providers: [provideServerRendering()] });
}

/** The same with zone.js deciding when the page is stable. */
export function bootstrapWithZone(context: BootstrapContext): Promise<ApplicationRef> {
  return start(context, { providers: [provideServerRendering(), provideZoneChangeDetection()] });
}

function start(context: BootstrapContext, more: ApplicationConfig): Promise<ApplicationRef> {
  return bootstrapApplication(App, mergeApplicationConfig(appConfig, more), context);
}
