extension Wording {
    /// Erasing, keeping and correcting.
    static let keepingSentences: [String: Sentence] = [
        "help.patient": Sentence(
            "the patient: an identifier, system|value, or @ENTRY", "患者:标识符、system|value 或 @条目号"),
        "help.erase": Sentence("Erases records, or all of a patient, for good.", "永久删除记录,或某患者的全部内容。"),
        "help.erase.more": Sentence(
            "The chain keeps an entry for each erased record, without which nobody could show that it was there; documents, salts and page keys are overwritten. Legal holds and retention periods refuse it by name.",
            "链上仍保留每条被删除记录的条目,以证明其曾经存在;文档、盐值与页密钥均被覆写。法律保全与保存期限会指名拒绝删除。"),
        "help.erase.record": Sentence("the entries of the records", "记录的条目号"),
        "help.erase.reason": Sentence("why; kept in the vault, not on the chain", "理由;保存在保险库中,不入链"),
        "erase.done": Sentence(
            "Erased: {count} records (entry {entries} on the chain says so).", "已删除 {count} 条记录(链上条目 {entries} 可证)。"),
        "erase.elsewhere": Sentence(
            "Exports, shared copies and backups elsewhere are not reached; an older vault put back beside this chain is erased again before it gives anything out.",
            "导出文件、共享副本及别处的备份不受影响;若将较旧的保险库与此链放在一起,会先再次删除,然后才提供任何内容。"),
        "error.eraseWhat": Sentence(
            "Say what to erase: --record N … or --patient P.", "请指明删除对象:--record N … 或 --patient P。"),
        "error.eraseReason": Sentence("Give a reason in words.", "请写明理由。"),
        "error.recordsOfOther": Sentence(
            "None of these records is about {patient}.", "这些记录均与 {patient} 无关。"),
        "verify.erased": Sentence("Records erased, as the chain says: {count}.", "链上载明已删除的记录:{count} 条。"),
        "help.import.readmitErased": Sentence(
            "Take in again what was erased and is delivered again.", "重新导入此前已删除而再次送达的内容。"),

        "help.hold": Sentence("What keeps records from being erased.", "阻止记录被删除的事项。"),
        "help.hold.place": Sentence("Puts a legal hold on a patient's records.", "对某患者的记录设置法律保全。"),
        "help.hold.release": Sentence("Ends a legal hold.", "解除法律保全。"),
        "help.hold.retain": Sentence(
            "Sets how long records of a category are kept; 0 years ends the period.", "设定某类记录的保存年限;0 表示取消。"),
        "help.hold.list": Sentence("Shows holds, releases and retention periods.", "显示保全、解除与保存期限。"),
        "help.hold.record": Sentence("only these records", "仅限这些记录"),
        "help.hold.reason": Sentence("why; kept in the vault", "理由;保存在保险库中"),
        "help.hold.entry": Sentence("the entry of the hold", "保全的条目号"),
        "help.hold.category": Sentence(
            "laboratory, medication, imaging, note, vital-signs, procedure or identity",
            "laboratory、medication、imaging、note、vital-signs、procedure 或 identity 之一"),
        "help.hold.years": Sentence("years from when a record came", "自记录入账起的年数"),
        "hold.placed": Sentence("On hold (entry {entries}).", "已设置保全(条目 {entries})。"),
        "hold.released": Sentence("The hold of entry {entry} is released.", "条目 {entry} 的保全已解除。"),
        "hold.retained": Sentence("Records of {category} are kept for {years} years.", "{category}类记录保存 {years} 年。"),
        "error.notAHold": Sentence(
            "Entry {entry} is no legal hold that is in force. See: clinicledger hold list",
            "条目 {entry} 不是有效的法律保全。参见:clinicledger hold list"),
        "hold.none": Sentence("Nothing is on hold.", "没有保全事项。"),
        "hold.all": Sentence("all", "全部"),
        "hold.line.hold": Sentence("hold: patient {patient}, records {records}", "保全:患者 {patient},记录 {records}"),
        "hold.line.release": Sentence("release of {entry}", "解除 {entry}"),
        "hold.line.retention": Sentence("retention: {category}, {years} years", "保存期限:{category},{years} 年"),
        "error.yearsTooMany": Sentence("At most 1000 years.", "最多 1000 年。"),

        "help.amend": Sentence("Takes in a corrected document in place of a record.", "以更正后的文档取代一条记录。"),
        "help.amend.more": Sentence(
            "Both versions stay, and the new one names the old one. The file holds one record about the same patient.",
            "两个版本均保留,新版本指明旧版本。文件须仅含同一患者的一条记录。"),
        "help.amend.file": Sentence("the corrected document", "更正后的文档"),
        "amend.done": Sentence("Record {entry} amends record {replaced}.", "记录 {entry} 更正记录 {replaced}。"),
        "error.amendmentNotOne": Sentence(
            "{file} holds {count} records; an amendment is one. Nothing was taken in.",
            "{file} 含 {count} 条记录;更正须恰为一条。未导入任何内容。"),
        "error.amendmentOtherPatient": Sentence(
            "The document is about another patient than record {entry}. Nothing was taken in.",
            "该文档与记录 {entry} 并非同一患者。未导入任何内容。"),
        "error.amendmentErased": Sentence(
            "What {file} holds was erased from this ledger (entry {erasure}), so it corrects nothing. Nothing was taken in. To take it in again: clinicledger import --readmit-erased",
            "{file} 的内容已从本账本删除(条目 {erasure}),不能用于更正。未导入任何内容。如需重新导入:clinicledger import --readmit-erased"),
        "error.amendmentKnown": Sentence(
            "What {file} holds is on the ledger already. Nothing was taken in.", "{file} 的内容已在账本中。未导入任何内容。"),
    ]
}
