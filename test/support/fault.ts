/** Another name for {@link rejection}. */

export { rejection as faultOf } from './rejection.ts';
