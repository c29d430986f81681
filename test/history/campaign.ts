/** Plays waves of histories one after the other, checks every history, and counts what happened in them. */

import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkHistory } from './check-history.ts';
import { Figures } from './figures.ts';
import type { History } from './history.ts';
import type { Violation } from './violation.ts';
import { playWave } from './wave.ts';

export interface CampaignOptions {
  /** Of the first wave; each further one has the next. */
  seed: number;
  histories: number;
  /** Whether Redis is killed and started again, too. */
  restarts: boolean;
  /** Told after each wave. */
  onWave?: (figures: Figures) => void;
}

/** So many histories share a Redis and its workers. */
const WAVE = 50;

/** Plays them all; every broken promise is among the figures, in words that say how to see it again. */
export async function runCampaign({ seed, histories, restarts, onWave }: CampaignOptions): Promise<Figures> {
  const figures = new Figures();
  for (let wave = 0; wave * WAVE < histories; wave += 1) {
    const waveSeed = seed + wave;
    const size = Math.min(WAVE, histories - wave * WAVE);
    const played = await playWave({ seed: waveSeed, histories: size, restarts });
    figures.noteFaults(played.faults);
    for (const history of played.histories) {
      const violations = checkHistory(history);
      figures.noteHistory(history);
      if (violations.length > 0) figures.violations.push(...tell(waveSeed, size, history, violations));
    }
    const others = [...played.strayKeys.map((key) => `own-keys: ${key}`), ...played.crashes];
    figures.violations.push(...others.map((what) => `wave ${waveSeed}: ${what}`));
    onWave?.(figures);
  }
  return figures;
}

/** The history is kept for whoever looks into it. */
function tell(waveSeed: number, size: number, history: History, violations: readonly Violation[]): string[] {
  const file = path.join(os.tmpdir(), `mirin-history-${history.seed}.json`);
  writeFileSync(file, JSON.stringify({ violations, history }, undefined, 1));
  const again = `MIRIN_TEST_SEED=${waveSeed} MIRIN_TEST_HISTORIES=${size}`;
  return violations.map(({ invariant, what, issue, fence, events }) => {
    const where = [issue && `issue ${issue}`, fence && `fence ${fence}`, events && `events ${events.join(', ')}`];
    return `${invariant}: ${what} (${where.filter(Boolean).join(', ')}); ${file}; again with ${again}`;
  });
}
