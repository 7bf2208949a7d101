extension Wording {
    /// What went wrong, where, and what to do.
    static let errorSentences: [String: Sentence] = [
        "error.prefix": Sentence("clinicledger: {sentence}", "clinicledger:{sentence}"),
        "error.text": Sentence("The text cannot be used: {reason}", "文本无法使用:{reason}"),
        "error.unknown": Sentence(
            "Something unexpected happened ({detail}). Please report it.",
            "发生意外情况({detail})。请反馈此问题。"),
        "error.threads": Sentence(
            "There is too little memory to start. Nothing was done; give the program more and run it again.",
            "内存不足,无法启动。未做任何更改;请分配更多内存后再次运行。"),
        "error.output": Sentence("Cannot write {file}: {cause}.", "无法写入 {file}:{cause}。"),

        "error.notALedger": Sentence(
            "{directory} holds no ledger. Make one with: clinicledger init --ledger {directory}",
            "{directory} 中没有账本。可用以下命令建立:clinicledger init --ledger {directory}"),
        "error.ledgerExists": Sentence(
            "{directory} holds a ledger already. Nothing was changed; choose another directory.",
            "{directory} 中已有账本。未作任何改动;请另选目录。"),
        "error.directoryNotEmpty": Sentence(
            "{directory} is not empty. Nothing was changed; choose another directory.",
            "{directory} 不是空目录。未作任何改动;请另选目录。"),
        "error.unsupportedVersion": Sentence(
            "{file} says format version {found}; this program knows up to {supported}. Use a newer clinicledger.",
            "{file} 的格式版本为 {found};本程序最高支持 {supported}。请使用更新版本的 clinicledger。"),
        "error.descriptionMissing": Sentence(
            "{file} is missing, though there is a ledger here. Restore it from a backup.",
            "此处有账本,但缺少 {file}。请从备份恢复。"),
        "error.descriptionMalformed": Sentence(
            "{file} is damaged. Restore it from a backup.", "{file} 已损坏。请从备份恢复。"),
        "error.keyMissing": Sentence(
            "The key {file} is not here. Restore it from the backup of the keys.",
            "缺少密钥 {file}。请从密钥备份恢复。"),
        "error.keyMalformed": Sentence(
            "{file} does not hold a key in the form it should have.", "{file} 中的密钥格式不正确。"),
        "error.keyOfAnother": Sentence(
            "{file} is not this ledger's key. Restore the right one from the backup of the keys; nothing was written.",
            "{file} 不是本账本的密钥。请从密钥备份恢复正确的密钥;未写入任何内容。"),
        "error.founderMissing": Sentence(
            "The first block of {directory} names no member.", "{directory} 的第一个区块未指明成员。"),
        "error.noSuchEntry": Sentence(
            "There is no entry {entry}; the last one is {last}.", "没有条目 {entry};最后一个条目是 {last}。"),
        "error.notARecord": Sentence(
            "Entry {entry} is no record. See the records with: clinicledger records",
            "条目 {entry} 不是记录。可用以下命令查看记录:clinicledger records"),
        "error.recordMissing": Sentence(
            "The record of entry {entry} is not in the vault. Restore the vault from a backup.",
            "条目 {entry} 的记录不在保险库中。请从备份恢复保险库。"),
        "error.commitmentMismatch": Sentence(
            "The record of entry {entry} is not the one that was committed to. Run: clinicledger verify",
            "条目 {entry} 的记录与其承诺值不符。请运行:clinicledger verify"),
        "error.entryUnreadable": Sentence(
            "Entry {entry} cannot be read. Run: clinicledger verify", "条目 {entry} 无法读取。请运行:clinicledger verify"),
        "error.noCheckpoint": Sentence("The ledger has no checkpoint.", "账本没有检查点。"),
        "error.proofDamaged": Sentence(
            "The tree of the ledger does not lead from entry {entry} to the checkpoint. Run: clinicledger verify",
            "账本的哈希树无法从条目 {entry} 推至检查点。请运行:clinicledger verify"),
        "error.ruleBroken": Sentence("Entry {entry} was refused: {rule}", "条目 {entry} 被拒绝:{rule}"),

        "error.outputInLedger": Sentence(
            "{file} is inside the ledger and could destroy it. Choose a place outside.",
            "{file} 位于账本目录内,写入可能破坏账本。请选择账本之外的位置。"),
        "error.rejectsAreInput": Sentence(
            "{file} is being imported, so what is refused cannot be written there. Choose another name for --rejects.",
            "{file} 正在被导入,不能将被拒绝的内容写入其中。请为 --rejects 另选名称。"),
        "error.mapping": Sentence("The mapping {file} cannot be used: {reason}", "映射文件 {file} 无法使用:{reason}"),
        "error.inputMissing": Sentence("There is no file {file}.", "没有文件 {file}。"),
        "error.inputPermission": Sentence("{file} may not be read: {cause}.", "无权读取 {file}:{cause}。"),
        "error.inputUnreadable": Sentence("{file} cannot be read: {cause}.", "无法读取 {file}:{cause}。"),
        "error.inputEmpty": Sentence("{file} is empty.", "{file} 是空文件。"),
        "error.inputTooLong": Sentence("{file} is longer than {limit} bytes.", "{file} 超过 {limit} 字节。"),
        "error.formatUnknown": Sentence(
            "{file} is neither HL7 v2, nor FHIR JSON, nor a CSV table. If it is one of them, say so with --format.",
            "{file} 既不是 HL7 v2、FHIR JSON,也不是 CSV 表格。如果确是其中之一,请用 --format 指定。"),
        "error.itemTooLong": Sentence(
            "{file}, byte {offset}: a single message, Bundle or row is longer than {limit} bytes. What stood before it went in; split the file there.",
            "{file},字节 {offset}:单条消息、Bundle 或行超过 {limit} 字节。其前的内容已入账;请在此处拆分文件。"),
        "error.encodingUnknown": Sentence("There is no character set {encoding}.", "没有名为 {encoding} 的字符集。"),
        "error.strictNeedsFiles": Sentence(
            "--strict reads its input twice, so it needs files, not standard input.",
            "--strict 需要读取两遍输入,因此必须给出文件,不能用标准输入。"),
        "error.originMalformed": Sentence(
            "{origin} cannot be a ledger's name: no spaces, plus signs or line breaks.",
            "{origin} 不能作为账本名称:不能含空格、加号或换行。"),
        "error.limitTooSmall": Sentence("--limit must be at least 1.", "--limit 至少为 1。"),
        "error.dateMalformed": Sentence(
            "{date} is no date: write YYYY, YYYY-MM or YYYY-MM-DD.", "{date} 不是日期:请写成 YYYY、YYYY-MM 或 YYYY-MM-DD。"),
        "error.oneOfOriginalFHIR": Sentence(
            "Choose --original or --fhir, not both.", "--original 与 --fhir 只能选一个。"),
        "error.conversion": Sentence(
            "The record of entry {entry} cannot be converted: {reason}", "条目 {entry} 的记录无法转换:{reason}"),

        "error.receiptMalformed": Sentence(
            "Line {line} is not as a receipt has it: {reason}", "第 {line} 行不符合回执格式:{reason}"),
        "error.receiptWithoutEntry": Sentence(
            "The receipt does not carry the entry it speaks of.", "回执未包含其所指的条目。"),
        "error.receiptInvalid": Sentence(
            "NOT VALID: the receipt does not hold with this key: {reason}", "无效:用此公钥检验,回执不成立:{reason}"),
        "error.documentDiffers": Sentence(
            "NOT VALID: the document is not the one that was recorded, or was changed.",
            "无效:该文件不是入账时的文件,或已被改动。"),
        "error.checkpointInvalid": Sentence(
            "NOT VALID: the checkpoint does not hold with this key: {reason}", "无效:用此公钥检验,检查点不成立:{reason}"),
        "error.growthInvalid": Sentence(
            "NOT VALID: this does not prove that the ledger has only grown: {reason}", "无效:未能证明账本只增不改:{reason}"),
        "error.notCheckable": Sentence(
            "{file} is neither a receipt, nor a checkpoint, nor a proof of growth.",
            "{file} 既不是回执、检查点,也不是增长证明。"),
        "error.checkNeedsOld": Sentence(
            "A proof of growth is checked against the old checkpoint: give it with --since.",
            "增长证明需对照旧检查点检验:请用 --since 提供。"),
        "error.notGrowth": Sentence(
            "{file} is no proof of growth. Make one with: clinicledger checkpoint --since OLD",
            "{file} 不是增长证明。可用以下命令生成:clinicledger checkpoint --since 旧检查点"),
        "error.documentNeedsReceipt": Sentence(
            "--document goes with a receipt.", "--document 只用于回执。"),
        "error.vkeyMalformed": Sentence(
            "{key} is not a ledger's key; `clinicledger stats` shows it.", "{key} 不是账本公钥;可用 clinicledger stats 查看。"),
        "error.oldCheckpointInvalid": Sentence(
            "The old checkpoint is not one of this ledger: {reason}", "旧检查点不属于本账本:{reason}"),
        "error.behindOldCheckpoint": Sentence(
            "THE LEDGER IS SHORTER than the old checkpoint says: {new} entries instead of {old}. An old copy was restored, or blocks were removed.",
            "账本短于旧检查点所示:只有 {new} 个条目,而非 {old} 个。可能恢复了旧副本,或区块被删除。"),
        "error.checkpointForked": Sentence(
            "THE LEDGER WAS CHANGED: the {old} entries of the old checkpoint are not the first {old} of the {new} it has now.",
            "账本已被改动:旧检查点的 {old} 个条目并非现有 {new} 个条目的前 {old} 个。"),

        "error.damaged": Sentence(
            "{place}: {what} Restore this file from a backup or another node; nothing was changed.",
            "{place}:{what} 请从备份或其他节点恢复此文件;未作任何改动。"),
        "error.behindCheckpoint": Sentence(
            "{place}: the chain ends before its own checkpoint. Blocks are missing; restore chain/ from a backup or another node.",
            "{place}:链在其检查点之前就结束了。有区块缺失;请从备份或其他节点恢复 chain/。"),
        "error.ledger.limit": Sentence(
            "A limit of the format would be passed ({reason}).", "将超过格式上限({reason})。"),
        "error.ledger.exists": Sentence("{place} exists already.", "{place} 已存在。"),
        "error.ledger.noSuchEntry": Sentence("There is no such entry.", "没有该条目。"),
        "error.ledger.handleFailed": Sentence(
            "An earlier write failed, so nothing more is written. Mend the cause and start again.",
            "先前的写入失败,因此不再写入。请排除原因后重新运行。"),
        "error.ledger.keyMissing": Sentence(
            "A key for writing is not here ({reason}).", "缺少写入所需的密钥({reason})。"),
        "error.ledger.storage": Sentence("The disk could not be used ({reason}).", "无法使用磁盘({reason})。"),

        "error.gzip": Sentence(
            "{file} is no whole gzip file: it was cut off or damaged on the way. What came before that went in; fetch it again.",
            "{file} 不是完整的 gzip 文件:传输中被截断或损坏。其前的内容已入账;请重新获取。"),
        "error.store.failed": Sentence(
            "{file}: the disk failed at {operation}: {cause}. Everything acknowledged is safe.",
            "{file}:磁盘操作 {operation} 失败:{cause}。已确认的内容都安全。"),
        "error.store.diskFull": Sentence(
            "The disk is full ({file}). Everything acknowledged is safe; free some space and run it again.",
            "磁盘已满({file})。已确认的内容都安全;请腾出空间后再次运行。"),
        "error.store.permission": Sentence(
            "No permission for {file}: {cause}.", "没有访问 {file} 的权限:{cause}。"),
        "error.store.notFound": Sentence(
            "{file} is missing. Restore it from a backup, or check the directory.", "缺少 {file}。请从备份恢复,或检查目录。"),
        "error.store.exists": Sentence("{file} exists already.", "{file} 已存在。"),
        "error.store.locked": Sentence(
            "Somebody else is writing to this ledger. Wait until that is done and run it again.",
            "另一进程正在写入此账本。请等其结束后再次运行。"),
        "error.store.limit": Sentence(
            "{file}: a length passes the limit of the format ({operation}).", "{file}:长度超过格式上限({operation})。"),
        "error.store.handleFailed": Sentence(
            "An earlier write to {file} failed, so nothing more is written. Mend the cause and start again.",
            "先前写入 {file} 失败,因此不再写入。请排除原因后重新运行。"),
    ]

    /// What a verification found.
    static let findingSentences: [String: Sentence] = [
        "finding.frame.truncated": Sentence("the file ends inside a block.", "文件在区块中间结束。"),
        "finding.frame.magic": Sentence("there is no frame where one should begin.", "应有数据帧之处没有数据帧。"),
        "finding.frame.headerChecksum": Sentence(
            "the frame's header is not what was written.", "数据帧头与写入时不符。"),
        "finding.frame.checksum": Sentence("the frame's bytes are not what was written.", "数据帧内容与写入时不符。"),
        "finding.frame.padding": Sentence("the frame's padding is not empty.", "数据帧填充不为空。"),
        "finding.frame.kind": Sentence("the frame is of no known kind.", "数据帧类型未知。"),
        "finding.frame.codec": Sentence("the frame is compressed in an unknown way.", "数据帧压缩方式未知。"),
        "finding.frame.dictionary": Sentence("the frame names a wrong dictionary.", "数据帧所指字典有误。"),
        "finding.frame.length": Sentence("the frame's lengths contradict each other.", "数据帧的长度相互矛盾。"),
        "finding.segment.missing": Sentence("the segment that should begin here is missing.", "应在此开始的段文件缺失。"),
        "finding.segment.truncated": Sentence("the segment is shorter than it was.", "段文件变短了。"),
        "finding.deflate.data": Sentence("the body cannot be decompressed.", "正文无法解压。"),
        "finding.deflate.early": Sentence("the body decompresses to less than it should.", "正文解压后短于应有长度。"),
        "finding.deflate.late": Sentence("the body decompresses to more than it should.", "正文解压后长于应有长度。"),
        "finding.deflate.length": Sentence("the body's length passes the limit.", "正文长度超过上限。"),
        "finding.deflate.trailing": Sentence("something stands behind the compressed body.", "压缩正文之后还有多余内容。"),
        "finding.rows.missing": Sentence("the table is shorter than it should be.", "表短于应有长度。"),
        "finding.block.kind": Sentence("the frame is no block.", "该数据帧不是区块。"),
        "finding.block.header": Sentence("the block's header is malformed.", "区块头格式错误。"),
        "finding.block.seals": Sentence("the block's seals are malformed.", "区块封印格式错误。"),
        "finding.block.bodyHash": Sentence("the body's hash does not match its header.", "区块正文哈希与区块头不符。"),
        "finding.block.body": Sentence("the body is shorter than its header says.", "区块正文短于区块头所示。"),
        "finding.block.transactionsHash": Sentence(
            "the transactions are not those the header names.", "交易与区块头所示不符。"),
        "finding.block.envelopes": Sentence("a transaction's envelope is malformed.", "交易封套格式错误。"),
        "finding.block.entries": Sentence("the entries are not as many as the header says.", "条目数与区块头所示不符。"),
        "finding.block.chain": Sentence(
            "the block does not continue the one before it.", "该区块与前一区块不衔接。"),
        "finding.block.foreign": Sentence(
            "a block stands behind the checkpoint that this node has not sealed: somebody else wrote it.",
            "检查点之后有一个非本节点封印的区块:系他人写入。"),
        "finding.block.time": Sentence("the block is older than the one before it.", "该区块的时间早于前一区块。"),
        "finding.block.treeRoot": Sentence(
            "the entries do not lead to the tree root in the header.", "条目推不出区块头中的树根。"),
        "finding.block.sealer": Sentence("the block is sealed by somebody who is no member.", "区块由非成员封印。"),
        "finding.block.seal": Sentence("the seal's signature does not hold.", "封印签名不成立。"),
        "finding.transaction.entriesRoot": Sentence(
            "the entries are not those that were signed.", "条目并非所签名的内容。"),
        "finding.transaction.signature": Sentence("a transaction's signature does not hold.", "交易签名不成立。"),
        "finding.checkpoint": Sentence(
            "the checkpoint is not one that this ledger's key has signed.", "检查点不是由本账本密钥签名的。"),
        "finding.vault.key": Sentence("the vault's key cannot be read.", "无法读取保险库密钥。"),
        "finding.checkpoint.unreadable": Sentence("the checkpoint cannot be read.", "检查点无法读取。"),
        "finding.checkpoint.treeSize": Sentence(
            "the chain does not end where the checkpoint says: blocks are missing.", "链未在检查点所示处结束:有区块缺失。"),
        "finding.checkpoint.rootMismatch": Sentence(
            "the chain leads to another root than the checkpoint.", "链推出的树根与检查点不符。"),
        "finding.index.blocks": Sentence(
            "the derived table of blocks is wrong; delete index/, it is rebuilt.", "派生的区块表有误;删除 index/ 即可重建。"),
        "finding.index.tree": Sentence(
            "the derived tree hashes are wrong; delete index/, it is rebuilt.", "派生的树哈希有误;删除 index/ 即可重建。"),
        "finding.index": Sentence(
            "the index is damaged; delete index/, it is rebuilt.", "索引已损坏;删除 index/ 即可重建。"),
        "finding.file.unreadable": Sentence("the file is missing or cannot be read.", "文件缺失或无法读取。"),
        "finding.otherKey": Sentence(
            "this ledger is signed with another key than the one it is known by.", "该账本的签名公钥与已知公钥不符。"),
        "finding.vault.pageTable": Sentence("the table of page keys is damaged or missing.", "页密钥表损坏或缺失。"),
        "finding.vault.newerThanChain": Sentence(
            "the vault holds many pages that the chain does not name: the chain was replaced by an older copy.",
            "保险库含有许多链上未指明的页:链已被较旧的副本替换。"),
        "finding.vault.pageTableShort": Sentence(
            "the table of page keys lacks pages that the chain names: it is older than the chain, or was cut.",
            "页密钥表缺少链上所指的页:它比链旧,或已被截短。"),
        "finding.vault.erasing": Sentence(
            "the file of an erasure that was interrupted is damaged. Restore it from another copy of the vault; nothing was changed.",
            "一次中断的删除操作的文件已损坏。请从保险库的其他副本恢复该文件;未作任何更改。"),
        "finding.vault.erased": Sentence(
            "the file that says which erasures are done is damaged; delete it, they are done again.",
            "记录已完成删除操作的文件已损坏;删除该文件后会重新执行这些删除操作。"),
        "finding.vault.erasedSpace": Sentence(
            "here were pages that an erasure has overwritten with zeros, and now there is something else: it belongs to no page. Erased bytes may have come back; or the table of page keys is damaged.",
            "此处的页已因删除而被零覆盖,现在却有其他内容,且不属于任何页。可能是已删除的内容被恢复,或者页密钥表已损坏。"),
        "finding.keys.missing": Sentence(
            "this key of the node is not there, though its others are. Put it back from where the keys are kept.",
            "节点的其他密钥都在,唯独缺少此密钥。请从密钥备份中恢复。"),
        "finding.keys.malformed": Sentence(
            "this key of the node is damaged. Put it back from where the keys are kept.", "节点的此密钥已损坏。请从密钥备份中恢复。"),
        "finding.keys.foreign": Sentence(
            "this key is not the one that the ledger knows of this node. Put the right one back; if it was replaced on purpose, say so on the ledger: clinicledger keys rotate",
            "此密钥与账本所知的本节点密钥不符。请恢复正确的密钥;如系有意更换,请在账本上声明:clinicledger keys rotate"),
        "finding.description.created": Sentence(
            "the time when the ledger was made is not that of its first block.", "账本的创建时间与其第一个区块的时间不符。"),
        "finding.vault.pageHeader": Sentence("this is another page than the one it should be.", "该页并非应有的页。"),
        "finding.vault.pageCipher": Sentence(
            "the page does not open with its key: it, or its key, was changed.", "该页无法用其密钥打开:页或密钥已被改动。"),
        "finding.vault.pageContent": Sentence("the page's content is malformed.", "页内容格式错误。"),
        "finding.record.missing": Sentence("the record is not in its page.", "记录不在其页中。"),
        "finding.record.commitment": Sentence(
            "the record is not the one that was committed to.", "记录与其承诺值不符。"),
        "finding.rule.ledgerEntryMisplaced": Sentence(
            "the entry that names the ledger does not stand first, or only first.", "命名账本的条目未居首位或重复出现。"),
        "finding.rule.otherOrigin": Sentence("the entry names another ledger.", "条目指向另一账本。"),
        "finding.rule.signerUnknown": Sentence("the signer is no member.", "签名者不是成员。"),
        "finding.rule.roleNotAllowed": Sentence("the signer's role does not allow this entry.", "签名者的角色不允许此条目。"),
        "finding.rule.patientUnknown": Sentence("the record's patient is not on the ledger.", "记录的患者不在账本中。"),
        "finding.rule.custodianNotSigner": Sentence(
            "the record names a custodian who did not sign it.", "记录的保管者并非签名者。"),
        "finding.rule.replacesOther": Sentence(
            "the record amends something that is no earlier record of its patient.", "记录更正的对象并非该患者的较早记录。"),
        "finding.rule.unknownKind": Sentence(
            "the entry is of a kind that this version does not know.", "本版本不识别该条目类型。"),
        "finding.rule.malformed": Sentence("the entry is malformed.", "条目格式错误。"),
    ]
}
