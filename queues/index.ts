/** The wire contract: what can be asked of Mirin and answered by it, and nothing else. */

export * from './error-codes.ts';
export * from './follow-ups.ts';
export * from './json-text.ts';
export * from './names.ts';
export * from './outcomes.ts';
export * from './policies.ts';
export * from './priorities.ts';
export * from './project.ts';
export * from './requests.ts';
export * from './values.ts';
