/** The Japanese words of the comment that tells of a repair. */

import type { RepairWords } from './repair-words.ts';

export const JAPANESE: RepairWords = {
  title: 'Mirin がこの issue を修復しました',
  intro: 'この issue を処理していたプロセスが、返却せずにいなくなりました。',
  process: (process, pid, host) => `**プロセス：** ${process}（pid ${pid}）、ホスト ${host}`,
  since: (time) => `**処理の開始：** ${time}`,
  lastHeartbeat: (time) => `**最後のハートビート：** ${time}`,
  noHeartbeat: '**最後のハートビート：** なし（このプロセスはハートビートを送りません）',
  ended: {
    dead: '**何が起きたか：** プロセスが終了しているのが見つかりました',
    hung: '**何が起きたか：** プロセスは存在していましたが、期限を過ぎても応答がありませんでした',
    expired: '**何が起きたか：** プロセスの応答が途絶え、リースの期限が切れました',
    dropped: '**何が起きたか：** プロセスは動いていますが、この issue を手放しました',
  },
  did: (time, to) => `**Mirin がしたこと：** ${time} にリースを終わらせ、issue を \`${to}\` にしました`,
  next: {
    pending: () => '**これから：** 次に空いたプロセスが引き受けます。何もする必要はありません',
    quarantined: (issue, orphanings) =>
      `**これから：** 処理中のプロセスが ${orphanings} 回いなくなったため、この issue は隔離されました。` +
      `担当者が確認して \`mirin quarantine release ${issue}\` を実行するまで、どのプロセスにも渡されません`,
  },
};
