extension Wording {
    /// Older copies, witnesses, backups and repair.
    static let safekeepingSentences: [String: Sentence] = [
        "error.rolledBack": Sentence(
            "THE LEDGER WAS PUT BACK TO AN OLDER STATE: it has {size} entries, but this machine has signed {signed} ({file}). Nothing is signed, so that there are not two histories. Put the newer copy back; if there is none, give up what it held with: clinicledger accept-rollback --confirm {origin}",
            "账本已被恢复为较旧的状态:其有 {size} 个条目,而本机已签署 {signed} 个({file})。为避免出现两份历史,未作任何签署。请恢复较新的副本;如已无较新副本,可用以下命令放弃其内容:clinicledger accept-rollback --confirm {origin}"),
        "error.forked": Sentence(
            "THE LEDGER HAS ANOTHER HISTORY than the one that this machine has signed ({file}). Nothing is signed. Put the right copy back; if there is none, give up what it held with: clinicledger accept-rollback --confirm {origin}",
            "账本的历史与本机签署过的历史不同({file})。未作任何签署。请恢复正确的副本;如已无正确副本,可用以下命令放弃其内容:clinicledger accept-rollback --confirm {origin}"),
        "error.ledger.rolledBack": Sentence(
            "{place}: the ledger is not what this machine has signed.", "{place}:账本与本机签署过的不符。"),
        "error.confirmOrigin": Sentence(
            "This cannot be undone. To confirm, give the ledger's name: --confirm {origin}",
            "此操作无法撤销。如确认,请给出账本名称:--confirm {origin}"),
        "finding.mark.malformed": Sentence(
            "what this machine keeps of what it has signed is damaged. Compare the ledger with a checkpoint kept elsewhere (verify --checkpoint), then delete this file.",
            "本机保存的签署状态已损坏。请先与别处保存的检查点比对(verify --checkpoint),然后删除此文件。"),
        "finding.mark.rolledBack": Sentence(
            "the ledger was put back to an older state: it ends before this checkpoint, which it has signed.",
            "账本已被恢复为较旧的状态:其止于该已签署的检查点之前。"),
        "finding.mark.forked": Sentence(
            "the ledger has another history than this checkpoint, which it has signed.", "账本的历史与该已签署的检查点不同。"),
        "finding.vault.pageLost": Sentence(
            "the page was given up as lost, but no entry on the chain says so.", "该页已按丢失处理,但链上没有条目载明。"),
        "verify.lost": Sentence(
            "LOST, as the chain says: {count} records whose pages could not be put back (entries {entries}).",
            "链上载明已丢失:{count} 条记录所在的页无法恢复(条目 {entries})。"),

        "help.verify.checkpoint": Sentence(
            "an earlier checkpoint, kept elsewhere, that the ledger must have grown from", "别处保存的较早检查点,账本须由其增长而来"),

        "help.acceptRollback": Sentence(
            "Goes on with a ledger that was put back to an older state.", "在账本被恢复为较旧状态后继续使用。"),
        "help.acceptRollback.more": Sentence(
            "Only when no newer copy is left. What the newer one held is given up, and an entry says so for good: entries that others may hold receipts of, and records whose pages are gone. Erasures that were given up must be done again.",
            "仅在已无较新副本时使用。较新副本的内容将被放弃,并有一个条目永久载明:他人可能持有回执的条目,以及所在页已丢失的记录。被放弃的删除操作须重新执行。"),
        "help.confirm": Sentence("the ledger's name, to confirm", "账本名称,用于确认"),
        "acceptRollback.nothing": Sentence("Nothing was lost: there is nothing to give up.", "没有丢失任何内容,无需放弃。"),
        "acceptRollback.history": Sentence(
            "GIVEN UP: entries {first} to {last} of the history that ended at {last}; from here on there is another one. Entry {entry} says so. Receipts of the old entries prove that they were signed.",
            "已放弃:止于 {last} 的历史中的条目 {first} 至 {last};自此为另一份历史。条目 {entry} 载明此事。旧条目的回执仍可证明其曾被签署。"),
        "acceptRollback.forked": Sentence(
            "GIVEN UP: the history of {old} entries that this machine had signed and that departs from this one. Entry {entry} says so.",
            "已放弃:本机签署过的、与当前历史不同的 {old} 个条目的历史。条目 {entry} 载明此事。"),
        "acceptRollback.pages": Sentence(
            "GIVEN UP: {pages} pages of the vault with {records} records. Entry {entry} says so.",
            "已放弃:保险库的 {pages} 页,含 {records} 条记录。条目 {entry} 载明此事。"),
        "acceptRollback.erasures": Sentence(
            "What was erased in what is given up is there again: erase it again.", "在被放弃的历史中删除过的内容又出现了:请重新删除。"),
    ]
}
