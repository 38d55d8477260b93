// An application that asks a server, and nothing more.
import { provideHttpClient } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { Answer } from './answer';

void bootstrapApplication(Answer, { providers: [provideHttpClient()] });
