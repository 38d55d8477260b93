import type { HttpHeaders } from '@angular/common/http';

/** Angular's headers as the platform's. */
export function toHeaders(headers: HttpHeaders): Headers {
  const copy = new Headers();
  for (const name of headers.keys()) {
    for (const value of headers.getAll(name) ?? []) copy.append(name, value);
  }
  return copy;
}
