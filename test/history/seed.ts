/** What a campaign is told from outside: its seed, to see a run again, and its size. */

const { MIRIN_TEST_SEED: seed, MIRIN_TEST_HISTORIES: histories } = process.env;

/** `MIRIN_TEST_SEED`, or one that nobody knows beforehand. */
export const campaignSeed = (): number => Number(seed ?? Math.ceil(Math.random() * 1_000_000));

/** `MIRIN_TEST_HISTORIES`, or so many. */
export const historiesOr = (count: number): number => Number(histories ?? count);
