/**
 * A form as `multipart/form-data` (HTML standard, "multipart form data"): a Blob over its files, which are read when it is sent, so
 * that its length is known and it can be sent again.
 */
export function encodeForm(form: FormData): Blob {
  const boundary = `----breakwater-${crypto.randomUUID()}`;
  const parts: BlobPart[] = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${quote(normalise(name))}"`);
    if (typeof value === 'string') parts.push(`\r\n\r\n${normalise(value)}\r\n`);
    else
      parts.push(`; filename="${quote(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`, value, '\r\n');
  }
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}

function normalise(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}

function quote(text: string): string {
  return text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
}
