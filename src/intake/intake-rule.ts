/** The rule by which issues of a project are work, as its settings say it. */

import type { Priority } from '../../queues/priorities.ts';
import type { Settings } from '../configuration/settings.ts';

export interface IntakeRule {
  /** Label → type of task, labels folded; the first that an issue bears counts. */
  readonly types: Readonly<Record<string, string>>;
  /** Label → priority, labels folded; the highest counts. */
  readonly priorities: Readonly<Record<string, Priority>>;
  /** Folded. */
  readonly excluded: readonly string[];
  readonly isOpenOnly: boolean;
  readonly assigned: Settings['intakeAssigned'];
  readonly comments: Settings['intakeComments'];
}

/** As the original PoppoBuilder had it; dogfooding goes before everything. */
const POPPOBUILDER = {
  types: {
    'task:dogfooding': 'dogfooding',
    'task:misc': 'misc',
    'task:quality': 'quality',
    'task:docs': 'docs',
    'task:feature': 'feature',
  },
  priorities: {
    'task:dogfooding': 'dogfooding',
    'priority:high': 'high',
    'priority:normal': 'normal',
    'priority:low': 'low',
  },
  excluded: ['skip:poppobuilder'],
} as const;

const NOTHING = { types: {}, priorities: {}, excluded: [] } as const;

/** undefined: no issue is taken by itself. What the settings name goes before what the preset says. */
export function intakeRuleOf(settings: Settings): IntakeRule | undefined {
  if (settings.intake === 'off') return undefined;
  const preset = settings.intake === 'poppobuilder' ? POPPOBUILDER : NOTHING;
  return {
    types: { ...folded(settings.intakeTypes), ...without(preset.types, settings.intakeTypes) },
    priorities: { ...preset.priorities, ...folded(settings.intakePriorities) },
    excluded: [...preset.excluded, ...settings.intakeExcluded.map(fold)],
    isOpenOnly: settings.intakeOpenOnly,
    assigned: settings.intakeAssigned,
    comments: settings.intakeComments,
  };
}

const fold = (label: string): string => label.toLowerCase();

const folded = <T>(byLabel: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(byLabel).map(([label, value]) => [fold(label), value]));

/** The first that fits counts: a label of the settings must not stand twice. */
function without(types: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>) {
  const named = Object.keys(own).map(fold);
  return Object.fromEntries(Object.entries(types).filter(([label]) => !named.includes(label)));
}
