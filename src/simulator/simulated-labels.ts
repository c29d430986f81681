/** The label definitions of a simulated repository: names are unique without regard to case, at most 50 characters. */

import { refuseField } from './simulated-answer.ts';

export interface SimulatedLabel {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

/** What changes of a label; what is left out stays. */
export interface LabelAlteration {
  name?: string | undefined;
  color?: string | undefined;
  description?: string | null | undefined;
}

/** The colour of labels that nobody defined before they were used. */
const UNDEFINED_COLOR = 'ededed';
const LONGEST_NAME = 50;
const LONGEST_DESCRIPTION = 100;

export class SimulatedLabels {
  readonly #byName = new Map<string, SimulatedLabel>();
  readonly #nextId: () => number;

  constructor(nextId: () => number) {
    this.#nextId = nextId;
  }

  all(): SimulatedLabel[] {
    return [...this.#byName.values()];
  }

  find(name: string): SimulatedLabel | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** Defines a label as POST /labels does: a name that is there already, in whatever case, is refused. */
  define(name: string, color = UNDEFINED_COLOR, description: string | null = null): SimulatedLabel {
    checkName(name);
    checkLook({ color, description });
    if (this.find(name) !== undefined) throw refuseField('Label', 'name', 'already_exists');
    const label = { id: this.#nextId(), name, color, description };
    this.#byName.set(name.toLowerCase(), label);
    return label;
  }

  /** Changes a label as PATCH /labels/NAME does: it keeps its id, and the issues that bear it. */
  change(label: SimulatedLabel, { name = label.name, color, description }: LabelAlteration): SimulatedLabel {
    checkName(name);
    checkLook({ color: color ?? label.color, description: description ?? null });
    const other = this.find(name);
    if (other !== undefined && other !== label) throw refuseField('Label', 'name', 'already_exists');
    this.#byName.delete(label.name.toLowerCase());
    Object.assign(label, { name, color: color ?? label.color, description: description ?? label.description });
    this.#byName.set(name.toLowerCase(), label);
    return label;
  }

  /** Renames a label as a person does. */
  rename(from: string, to: string): void {
    const label = this.find(from);
    if (label === undefined) throw new RangeError(`no label ${from}`);
    this.change(label, { name: to });
  }

  /** Deletes a label that no issue bears. */
  remove(name: string): void {
    this.#byName.delete(name.toLowerCase());
  }

  /** The definition of a name that an issue is given; an unknown one is made on the spot. */
  use(name: string): SimulatedLabel {
    return this.find(name) ?? this.define(name);
  }
}

/** @throws SimulatedRefusal for a name that GitHub would not take */
export function checkName(name: string): void {
  if (name.trim() === '') throw refuseField('Label', 'name', 'missing_field');
  if (name.length <= LONGEST_NAME) return;
  throw refuseField('Label', 'name', 'custom', `name is too long (maximum is ${LONGEST_NAME} characters)`);
}

function checkLook({ color, description }: { color: string; description: string | null }): void {
  if (!/^[0-9a-f]{6}$/i.test(color)) throw refuseField('Label', 'color', 'invalid');
  if ((description ?? '').length > LONGEST_DESCRIPTION) throw refuseField('Label', 'description', 'invalid');
}
