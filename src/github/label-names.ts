/** Compares label names as GitHub does: without regard to case. */

/** Whether `names` holds `name` in whatever spelling. */
export function includesName(names: readonly string[], name: string): boolean {
  const folded = name.toLowerCase();
  return names.some((other) => other.toLowerCase() === folded);
}
