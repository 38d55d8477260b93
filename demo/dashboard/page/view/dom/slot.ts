/** The place in the page that is named so; the markup promises it. */
export function slot<E extends Element = HTMLElement>(root: ParentNode, name: string): E {
  const found = root.querySelector<E>(`[data-slot="${name}"]`);
  if (!found) throw new Error(`The page has no place named ${name}.`);
  return found;
}

/** A fresh copy of what a template holds. */
export function stamp(name: string): HTMLElement {
  const template = slot<HTMLTemplateElement>(document, name);
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}
