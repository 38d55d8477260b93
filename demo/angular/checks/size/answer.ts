import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';

@Component({ selector: 'app-root', template: `{{ answer() }}` })
export class Answer {
  protected readonly answer = toSignal(inject(HttpClient).get('/api/answer', { responseType: 'text' }));
}
