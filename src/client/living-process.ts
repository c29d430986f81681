/** The process as which a client is known: registered under an id of its own, and anew when that is declared dead. */

import { BugError } from '../errors.ts';
import { type ProcessRecord, registerProcess } from '../transitions/register-process.ts';
import type { ClientContext } from './client-context.ts';
import { identify, type IdentityOptions, reborn } from './process-identity.ts';

type RebirthListener = (record: ProcessRecord) => void;

export class LivingProcess {
  readonly #context: ClientContext;
  #record: ProcessRecord;
  #onReborn: RebirthListener = () => undefined;
  #rebirth: Promise<void> | undefined;

  private constructor(context: ClientContext, record: ProcessRecord) {
    this.#context = context;
    this.#record = record;
  }

  /** Makes this program known as a living process. @throws RedisUnavailableError when Redis does not answer in time */
  static async register(context: ClientContext, options: IdentityOptions): Promise<LivingProcess> {
    const record = await identify(options);
    await makeKnown(context, record);
    return new LivingProcess(context, record);
  }

  get record(): ProcessRecord {
    return this.#record;
  }

  /** Has `listener` called whenever there is a new record. */
  onReborn(listener: RebirthListener): void {
    this.#onReborn = listener;
  }

  /** Dead is final for an id: registers under a new one, once however many find out. One that is alive, or was forgotten, is kept. */
  async beReborn(): Promise<void> {
    this.#rebirth ??= this.#startOver().finally(() => {
      this.#rebirth = undefined;
    });
    await this.#rebirth;
  }

  async #startOver(): Promise<void> {
    // Somebody may have found out before, and where Redis has lost all it knew, the process is unknown there, but not
    // dead: its leases can come back.
    const { outcome } = await registerProcess(this.#context.store, this.#record);
    if (outcome === 'registered') return;
    const record = reborn(this.#record);
    await makeKnown(this.#context, record);
    this.#record = record;
    this.#onReborn(record);
  }
}

/** Listens for replies first, so that none to the new id can be missed. */
async function makeKnown({ store, replies, settings }: ClientContext, record: ProcessRecord): Promise<void> {
  await replies.listen(store.keys.replies(record.processId), settings.requestTimeoutMs);
  const { outcome } = await registerProcess(store, record);
  if (outcome === 'ended') throw new BugError(`the new process id ${record.processId} was taken`);
}
