extension Wording {
    /// Backup, restore, scrub and repair.
    static let backupSentences: [String: Sentence] = [
        "help.backup": Sentence("Copies the ledger, while it is in use.", "在使用中复制账本。"),
        "help.backup.more": Sentence(
            "The copy is one moment's, each page and file verified as it is made. Secret keys are not in it: back up keys/ apart. BACKUP is written last; without it the copy is incomplete.",
            "副本对应同一时刻,逐页逐文件校验。其中不含密钥:请另行备份 keys/。BACKUP 最后写入;没有它则副本不完整。"),
        "help.backup.target": Sentence("the directory of the backup", "备份目录"),
        "help.backup.incremental": Sentence(
            "bring a backup that is there up to date: what is new, and what was erased", "更新已有备份:新增内容与已删除内容"),
        "help.backup.withKeys": Sentence(
            "copy the secret keys, too, if they are sealed", "若密钥已加密,则一并复制"),
        "help.backup.confirm": Sentence(
            "the ledger's name, to copy keys that lie in clear all the same", "账本名称,用于确认连同明文密钥一并复制"),
        "backup.done": Sentence(
            "Backed up to {directory}: entries {entries}, pages {pages}; written and verified: {bytes}.",
            "已备份至 {directory}:条目 {entries},页 {pages};写入并校验 {bytes}。"),
        "backup.overwritten": Sentence(
            "Pages overwritten in the backup, because records were erased from them: {count}.",
            "因记录已被删除而在备份中覆写的页:{count}。"),
        "backup.noKeys": Sentence(
            "The secret keys are not in it: back up keys/ apart, once and after each change of keys. Without vault.key no record can be read.",
            "其中不含密钥:请另行备份 keys/,并在每次更换密钥后再次备份。没有 vault.key 就无法读取任何记录。"),
        "backup.keys": Sentence(
            "The secret keys are in it: whoever has this backup needs only what opens them.",
            "其中含有密钥:持有此备份者只差打开密钥的口令或文件。"),
        "error.backupExists": Sentence(
            "{directory} is not empty. To bring a backup there up to date: --incremental. Nothing was changed.",
            "{directory} 不是空目录。如需更新其中的备份:--incremental。未作任何改动。"),
        "error.backupOfOther": Sentence(
            "{directory} holds a backup of another ledger, {origin}. Nothing was changed.",
            "{directory} 中是另一账本 {origin} 的备份。未作任何改动。"),
        "error.backupAhead": Sentence(
            "THE BACKUP {directory} HOLDS WHAT THIS LEDGER DOES NOT: an older copy of the ledger was put back, or it has another history. Nothing was changed: the backup may be the better one.",
            "备份 {directory} 含有本账本所没有的内容:账本可能被恢复为较旧副本,或历史不同。未作任何改动:备份可能更完整。"),
        "error.keysInClear": Sentence(
            "The keys in {directory} are not sealed, and in the backup they would lie in clear. Seal them (clinicledger keys seal), or confirm with --confirm ORIGIN.",
            "{directory} 中的密钥未加密,在备份中将为明文。请先加密(clinicledger keys seal),或用 --confirm ORIGIN 确认。"),
        "error.notABackup": Sentence("{directory} holds no backup.", "{directory} 中没有备份。"),
        "error.backupIncomplete": Sentence(
            "The backup in {directory} is incomplete: it was interrupted. Run the backup again with --incremental, or take another one.",
            "{directory} 中的备份不完整:备份过程曾被中断。请用 --incremental 重新运行备份,或使用其他备份。"),
        "error.backupManifestDamaged": Sentence("{file} is damaged. Take another backup.", "{file} 已损坏。请使用其他备份。"),
        "error.backupFileDamaged": Sentence(
            "{file} is not what was backed up: damaged, cut short or missing. Nothing was made; take another backup.",
            "{file} 与备份时不符:已损坏、被截短或缺失。未建立任何内容;请使用其他备份。"),
        "error.backupUnsound": Sentence(
            "The ledger in {directory} is not sound, findings: {count}; the first: {what} Nothing was made.",
            "{directory} 中的账本不完好,发现 {count} 处问题;首个为:{what}未建立任何内容。"),

        "help.restore": Sentence("Makes a ledger of a backup.", "由备份建立账本。"),
        "help.restore.more": Sentence(
            "Everything is verified before the directory appears. What the chain says was erased is erased again. If this machine has signed more than the backup holds, the ledger can be read, and written to after accept-rollback.",
            "目录出现之前会校验全部内容。链上载明已删除的内容会再次删除。若本机签署过的内容多于备份,账本可读取,执行 accept-rollback 后方可写入。"),
        "help.restore.backup": Sentence("the directory of the backup", "备份目录"),
        "help.restore.directory": Sentence("the ledger's directory, which must not exist", "账本目录,须不存在"),
        "help.restore.keys": Sentence(
            "a directory with the node's secret keys, where they are not in the backup", "密钥所在目录(若备份中没有)"),
        "restore.done": Sentence(
            "Restored {directory}: {entries} entries, as backed up at {time}.",
            "已恢复 {directory}:{entries} 个条目,备份时间 {time}。"),
        "restore.verified": Sentence(
            "All of it was verified; records compared with their commitments: {records}.",
            "已全部校验;已与承诺值核对的记录:{records} 条。"),
        "restore.noKeys": Sentence(
            "The chain was verified. The secret keys are not here: put them into {directory}/keys; then run: clinicledger verify",
            "链已校验。此处没有密钥:请将其放入 {directory}/keys,然后运行:clinicledger verify"),

        "help.scrub": Sentence("Reads and verifies everything; one line, for cron.", "读取并校验全部内容;仅输出一行,供定时任务使用。"),
        "help.scrub.more": Sentence(
            "The chain, every record on every page, the index, and this machine's mark. Exit code 1 if anything is wrong.",
            "链、每页上的每条记录、索引以及本机的签署状态。若有任何问题,退出码为 1。"),
        "scrub.good": Sentence(
            "OK {origin}: blocks {blocks}, entries {entries}, records {records}, lost {lost}",
            "正常 {origin}:区块 {blocks},条目 {entries},记录 {records},丢失 {lost}"),
        "scrub.bad": Sentence(
            "DAMAGED {origin}: findings {count}, the first at {place}: {what}",
            "已损坏 {origin}:发现 {count} 处,首处位于 {place}:{what}"),

        "help.repair": Sentence("Makes the index anew, or mends the chain from another copy.", "重建索引,或用其他副本修复链。"),
        "help.repair.more": Sentence(
            "A damaged segment is replaced only by one with which the chain is what the checkpoint says: the copy need not be trusted. The damaged file is set aside, never deleted.",
            "仅当替换后的链与检查点一致时,才会替换损坏的段文件:无需信任该副本。损坏的文件会另名保留,绝不删除。"),
        "help.repair.index": Sentence("make the index anew", "重建索引"),
        "help.repair.from": Sentence("a backup, or another copy of the ledger", "备份,或账本的其他副本"),
        "repair.index": Sentence("The index was made anew.", "索引已重建。"),
        "repair.nothing": Sentence("The chain is whole: there is nothing to repair.", "链是完好的,无需修复。"),
        "repair.replaced": Sentence("Replaced {file}; the damaged one is {aside}.", "已替换 {file};损坏的文件保留为 {aside}。"),
        "repair.put": Sentence("Put back {file}, which was missing.", "已补回缺失的 {file}。"),
        "repair.stayed": Sentence(
            "NOT REPAIRED: {file}; that copy does not have it whole. Try another.", "未修复:{file};该副本中的此文件也不完整。请尝试其他副本。"),
        "error.repairWhat": Sentence("Choose --index, or --from a copy.", "请选择 --index,或用 --from 指明副本。"),
        "error.repairCheckpoint": Sentence(
            "{file} itself is damaged: nothing says what the chain should be. Restore it from a backup.",
            "{file} 本身已损坏:无从判断链应为何样。请从备份恢复。"),
    ]
}
