/** Compares label names as GitHub does: without regard to case. */

/** The one spelling that stands for all of a name. */
export const foldName = (name: string): string => name.toLowerCase();

/** Whether `names` holds `name` in whatever spelling. */
export function includesName(names: readonly string[], name: string): boolean {
  const folded = foldName(name);
  return names.some((other) => foldName(other) === folded);
}
