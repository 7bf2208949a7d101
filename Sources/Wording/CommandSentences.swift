extension Wording {
    /// What the commands answer.
    static let commandSentences: [String: Sentence] = [
        "init.defaultMember": Sentence("Clinic", "诊所"),
        "init.done": Sentence("Made the ledger {directory}.", "已建立账本 {directory}。"),
        "init.origin": Sentence("Name: {origin}", "名称:{origin}"),
        "init.vkey": Sentence("Key for verifying: {vkey}", "验证公钥:{vkey}"),
        "init.keys": Sentence(
            "Back up {directory} whenever you back up the ledger, but apart: without it no record can be read.",
            "每次备份账本时也请备份 {directory},但要分开存放:没有它就无法读取任何记录。"),
        "init.next": Sentence("Next: clinicledger import FILE", "下一步:clinicledger import 文件"),

        "import.progress": Sentence("Importing", "正在导入"),
        "import.wentIn": Sentence(
            "Records imported: {records} (results: {results}, new patients: {patients}).",
            "已导入记录 {records} 条(结果 {results} 项,新患者 {patients} 名)。"),
        "import.wouldGoIn": Sentence(
            "Records to import: {records} (results: {results}). Nothing was written.",
            "将导入记录 {records} 条(结果 {results} 项)。未写入任何内容。"),
        "import.amended": Sentence(
            "Later versions of reports that were there: {count}; earlier versions are kept unless they were erased.",
            "已有报告的新版本:{count} 条;未删除的旧版本均保留。"),
        "import.known": Sentence("Already there: {count}.", "早已在账本中:{count} 条。"),
        "import.skipped": Sentence(
            "Passed over {file}: neither HL7 v2, nor FHIR, nor CSV.", "已跳过 {file}:既非 HL7 v2、FHIR,也非 CSV。"),
        "import.rejected": Sentence("Refused: {count}.", "被拒绝:{count} 项。"),
        "import.moreRejected": Sentence("and {count} more", "另有 {count} 项"),
        "import.rejectsHint": Sentence(
            "To mend them, import again with --rejects FILE.", "如需修改,请加 --rejects 文件 再次导入。"),
        "import.rejectsWritten": Sentence(
            "They are in {files}: mend them there and import that file.", "它们已写入 {files}:在其中修改后导入该文件。"),
        "import.rejectsRemark": Sentence(
            "mend the items below and import this file; these remarks are passed over",
            "请修改以下内容并导入本文件;这些注释行会被忽略"),
        "import.strictRefused": Sentence(
            "Nothing was imported, because something was refused.", "因有内容被拒绝,未导入任何内容。"),
        "import.bytes": Sentence("Read {in}; the ledger takes {disk} on disk.", "读取 {in};账本占用磁盘 {disk}。"),
        "import.checkpoint": Sentence(
            "Checkpoint: {entries} entries, root {root}", "检查点:{entries} 个条目,根哈希 {root}"),

        "records.entry": Sentence("ENTRY", "条目"),
        "records.time": Sentence("TIME", "时间"),
        "records.patient": Sentence("PATIENT", "患者"),
        "records.report": Sentence("REPORT", "报告"),
        "records.results": Sentence("RESULTS", "结果"),
        "records.unreadable": Sentence("(cannot be read as a report)", "(无法解读为报告)"),
        "records.identity": Sentence("(who the patient is)", "(患者身份)"),
        "records.none": Sentence("No record answers that.", "没有符合条件的记录。"),
        "records.noneReadable": Sentence(
            "No record that you may read answers that.", "您有权查阅的记录中没有符合条件的。"),
        "records.more": Sentence(
            "There are more than that; see them with a greater --limit than {limit}.", "还有更多;可用大于 {limit} 的 --limit 查看。"
        ),

        "show.entry": Sentence("Entry    ", "条目  "),
        "show.sealed": Sentence("Sealed   ", "入账  "),
        "show.origin": Sentence("From     ", "来源  "),
        "show.replaces": Sentence("Amends   ", "更正  "),
        "show.patient": Sentence("Patient  ", "患者  "),
        "show.name": Sentence("Name     ", "姓名  "),
        "show.birthDate": Sentence("Born     ", "出生  "),
        "show.gender": Sentence("Sex      ", "性别  "),
        "show.report": Sentence("Report   ", "报告  "),
        "show.status": Sentence("Status   ", "状态  "),
        "show.effective": Sentence("Taken    ", "采样  "),
        "show.issued": Sentence("Issued   ", "发布  "),
        "show.performer": Sentence("By       ", "出具  "),
        "show.specimen": Sentence("Specimen ", "标本  "),
        "show.note": Sentence("Note     ", "备注  "),
        "show.result": Sentence("RESULT", "项目"),
        "show.value": Sentence("VALUE", "结果"),
        "show.flag": Sentence("FLAG", "提示"),
        "show.range": Sentence("REFERENCE", "参考范围"),
        "show.code": Sentence("CODE", "代码"),
        "gender.male": Sentence("male", "男"),
        "gender.female": Sentence("female", "女"),
        "gender.other": Sentence("other", "其他"),
        "gender.unknown": Sentence("unknown", "未知"),
        "value.yes": Sentence("yes", "是"),
        "value.no": Sentence("no", "否"),
        "value.absent": Sentence("(no value)", "(无值)"),
        "value.attachment": Sentence("({type}, {size})", "({type},{size})"),

        "check.valid": Sentence(
            "Valid: entry {entry} is in the ledger {origin}, which had {entries} entries when it signed.",
            "有效:条目 {entry} 在账本 {origin} 中,签名时账本有 {entries} 个条目。"),
        "check.document": Sentence(
            "The document is, byte for byte, the one that was recorded.", "该文件与入账时的文件逐字节一致。"),
        "check.noDocument": Sentence(
            "No document was compared; give it with --document.", "未核对文件;可用 --document 提供。"),
        "check.checkpoint": Sentence(
            "Valid: the ledger {origin} signed that it had {entries} entries.",
            "有效:账本 {origin} 签名确认其有 {entries} 个条目。"),
        "check.grew": Sentence(
            "Valid: the ledger {origin} has only grown since the old checkpoint, to {entries} entries.",
            "有效:账本 {origin} 自旧检查点起只增不改,现有 {entries} 个条目。"),

        "verify.progress": Sentence("Verifying", "正在验证"),
        "verify.finding": Sentence("✗ {place}: {what}", "✗ {place}:{what}"),
        "verify.unacknowledged": Sentence(
            "Blocks behind the checkpoint: {count}, written but not yet acknowledged. The next import takes them in.",
            "检查点之后还有 {count} 个区块:已写入但尚未确认。下次导入会将其纳入。"),
        "verify.pendingAccesses": Sentence(
            "Accesses that wait to be taken into the chain: {count}. The next command that writes takes them in.",
            "等待入链的查阅记录:{count} 条。下一个写入账本的命令会将其纳入。"),
        "verify.examined": Sentence(
            "Examined {origin}: blocks {blocks}, entries {entries}, signatures {signatures}, {bytes}.",
            "已检查 {origin}:区块 {blocks},条目 {entries},签名 {signatures},{bytes}。"),
        "verify.records": Sentence(
            "Records compared with their commitments: {records}.", "已与承诺值核对的记录:{records} 条。"),
        "verify.withoutKeys": Sentence(
            "The records themselves were not compared: the vault's key is not here.", "未核对记录本身:此处没有保险库密钥。"),
        "verify.sealed": Sentence(
            "Not looked at: the records in the vault, because the keys are sealed. To compare them too, name what opens the keys: --passphrase-file or --key-file",
            "未核对保险库中的记录:密钥已封存。如需一并核对,请用 --passphrase-file 或 --key-file 打开密钥。"),
        "verify.chainGood": Sentence(
            "Nothing was changed, as far as the chain tells.", "链上没有任何改动。"),
        "verify.unfinished": Sentence(
            "VERIFICATION FAILED, because an erasure is not finished. Finish it, then verify again.",
            "验证未通过:有一次删除尚未完成。请完成后重新验证。"),
        "verify.good": Sentence("Nothing was changed.", "没有任何改动。"),
        "verify.quickGood": Sentence(
            "Nothing was changed, as far as a quick verification tells.", "快速验证未发现任何改动。"),
        "verify.bad": Sentence(
            "VERIFICATION FAILED, findings: {count}. Restore the named files from a backup or another node; nothing was repaired.",
            "验证未通过:发现 {count} 处问题。请从备份或其他节点恢复所列文件;未作任何修复。"),

        "stats.origin": Sentence("Name        ", "名称    "),
        "stats.vkey": Sentence("Key         ", "公钥    "),
        "stats.created": Sentence("Made        ", "建立    "),
        "stats.lastBlock": Sentence("Last block  ", "最新区块"),
        "stats.blocks": Sentence("Blocks      ", "区块    "),
        "stats.entries": Sentence("Entries     ", "条目    "),
        "stats.patients": Sentence("Patients    ", "患者    "),
        "stats.records": Sentence("Records     ", "记录    "),
        "stats.documents": Sentence("Documents   ", "原始文件"),
        "stats.onDisk": Sentence("On disk     ", "磁盘占用"),

        "export.progress": Sentence("Exporting", "正在导出"),
        "export.done": Sentence("Exported as they came in: {count}.", "原样导出 {count} 条记录。"),
        "export.converted": Sentence("Converted from other formats: {count}.", "转换导出其他格式记录 {count} 条。"),
        "export.erased": Sentence("Left out, because they were erased: {count}.", "因已删除而未导出:{count} 条。"),
        "export.leftOut": Sentence(
            "Left out, because they came in as other formats: {count}; --all converts them.",
            "以其他格式导入而未导出:{count} 条;加 --all 可转换导出。"),

        "place.offset": Sentence("offset {offset}", "偏移 {offset}"),
        "place.block": Sentence("block {block}", "区块 {block}"),
        "place.entry": Sentence("entry {entry}", "条目 {entry}"),
        "place.entries": Sentence("entries {first} to {last}", "条目 {first} 至 {last}"),
        "place.line": Sentence("line {line} (byte {offset})", "第 {line} 行(字节 {offset})"),
    ]
}
