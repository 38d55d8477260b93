import { type ApplicationConfig } from '@angular/core';
import { provideBackend } from './backend/provide-backend';

export const appConfig: ApplicationConfig = { providers: [provideBackend()] };
