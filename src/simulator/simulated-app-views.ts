/** How the GitHub simulator shows an installation and its token in JSON. */

import type { SimulatedInstallation } from './simulated-installation.ts';
import { viewUser } from './simulated-views.ts';

const APP_SLUG = 'simulated-app';

export function viewInstallation(origin: string, appId: number, installation: SimulatedInstallation) {
  const { id, permissions, suspendedAt, createdAt } = installation;
  const owner = viewUser(origin);
  return {
    id,
    account: owner,
    app_id: appId,
    app_slug: APP_SLUG,
    target_id: owner.id,
    target_type: 'User',
    permissions,
    events: ['issues', 'label', 'repository'],
    repository_selection: 'selected',
    access_tokens_url: `${origin}/app/installations/${id}/access_tokens`,
    repositories_url: `${origin}/installation/repositories`,
    html_url: `${origin}/settings/installations/${id}`,
    single_file_name: null,
    created_at: createdAt,
    updated_at: createdAt,
    suspended_at: suspendedAt,
    suspended_by: suspendedAt === null ? null : owner,
  };
}

export function viewToken(token: string, expiresAtMs: number, { permissions }: SimulatedInstallation) {
  const expiresAt = new Date(expiresAtMs).toISOString().replace(/\.\d+/, '');
  return { token, expires_at: expiresAt, permissions, repository_selection: 'selected' };
}
