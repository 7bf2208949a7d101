extension Wording {
    /// Who may do what, who did, and why not.
    static let privacySentences: [String: Sentence] = [
        "help.as": Sentence(
            "read as the person whose key file this is; without it the institution itself reads",
            "以此密钥文件持有人的身份查阅;不指定则由机构本身查阅"),
        "help.purpose": Sentence(
            "what for: a code of HL7 PurposeOfUse, such as TREAT, HOPERAT, HPAYMT, HRESCH",
            "用途:HL7 PurposeOfUse 代码,如 TREAT、HOPERAT、HPAYMT、HRESCH"),
        "help.emergency": Sentence(
            "break the glass, and why: the patient sees it at once, and somebody else must review it",
            "紧急查阅及其理由:患者立即可见,并须由他人复核"),
        "error.keyOfOtherLedger": Sentence(
            "{file} holds keys for the ledger {origin}, not for this one.", "{file} 中的密钥属于账本 {origin},而非本账本。"),

        "decision.patient": Sentence("the patient reads their own records", "患者查阅本人记录"),
        "decision.guardian": Sentence("a guardian of the patient reads (entry {entries})", "患者的监护人查阅(条目 {entries})"),
        "decision.emergency": Sentence(
            "an emergency, which somebody else will review", "紧急情况,之后须由他人复核"),
        "decision.custodian": Sentence(
            "the institution that keeps the record reads it for care, operations or payment",
            "保管该记录的机构因诊疗、运营或结算而查阅"),
        "decision.grant": Sentence("the patient permits it (entry {entries})", "患者已许可(条目 {entries})"),
        "decision.readerUnknown": Sentence(
            "the reader is no member or practitioner of this ledger", "查阅者不是本账本的成员或从业人员"),
        "decision.suspended": Sentence(
            "the reader, or the reader's institution, is suspended (entry {entries})", "查阅者或其机构已被停用(条目 {entries})"),
        "decision.expired": Sentence(
            "the reader's certificate is not valid at this time (entry {entries})", "查阅者的资格此时无效(条目 {entries})"),
        "decision.role": Sentence(
            "the reader's role does not go with this purpose", "查阅者的角色与此用途不符"),
        "decision.purposeUnknown": Sentence("there is no such purpose", "没有此种用途"),
        "decision.notThePatient": Sentence(
            "only the patient and guardians read at the patient's request", "只有患者及其监护人可应患者要求查阅"),
        "decision.denied": Sentence("the patient denies it (entry {entries})", "患者已拒绝(条目 {entries})"),
        "decision.noGrant": Sentence("the patient has not permitted it", "患者未予许可"),

        "error.accessDenied": Sentence(
            "Record {entry} may not be read: {reason}. Nothing was shown. See: clinicledger consent explain; in an emergency: --emergency REASON.",
            "不得查阅记录 {entry}:{reason}。未显示任何内容。参见:clinicledger consent explain;紧急情况下:--emergency 理由。"),
        "error.emergencyDenied": Sentence(
            "Record {entry} may not be read, not even in an emergency: {reason}. Nothing was shown. See: clinicledger consent explain",
            "即使紧急情况也不得查阅记录 {entry}:{reason}。未显示任何内容。参见:clinicledger consent explain"),
        "error.readerUnknown": Sentence(
            "The key is that of nobody on this ledger. Ask the clinic to add its holder.",
            "此密钥不属于本账本中的任何人。请让诊所登记其持有人。"),
        "error.purposeUnknown": Sentence(
            "There is no purpose {purpose}. Use a code of HL7 PurposeOfUse, such as TREAT, HOPERAT, HPAYMT, HRESCH.",
            "没有用途 {purpose}。请使用 HL7 PurposeOfUse 代码,如 TREAT、HOPERAT、HPAYMT、HRESCH。"),
        "error.reasonMissing": Sentence(
            "An emergency needs a reason in words; the patient will see it.", "紧急查阅须写明理由;患者会看到。"),
        "error.recordErased": Sentence(
            "Record {entry} was erased. Its entry on the chain stays.", "记录 {entry} 已被删除。其链上条目保留。"),
        "error.detailMismatch": Sentence(
            "A text in vault page {page} is not the one that was committed to. Run: clinicledger verify",
            "保险库第 {page} 页中的文字与其承诺值不符。请运行:clinicledger verify"),
        "error.pendingAccessDamaged": Sentence(
            "An access that waited to be taken into the chain is damaged. It was set aside as {file}: have somebody look into it, and keep it.",
            "一条等待入链的查阅记录已损坏,已另存为 {file}:请保留并交由专人检查。"),
        "error.pendingAccessRefused": Sentence(
            "An access that waited to be taken into the chain breaks a rule of the ledger: {rule} It was set aside as {file}: have somebody look into it, and keep it.",
            "一条等待入链的查阅记录违反账本规则:{rule} 已另存为 {file}:请保留并交由专人检查。"),
        "error.keptByHold": Sentence(
            "Record {entry} cannot be erased: a legal hold (entry {hold}) keeps it. Nothing was erased.",
            "记录 {entry} 无法删除:法律保全(条目 {hold})要求保留。未删除任何内容。"),
        "error.keptByRetention": Sentence(
            "Record {entry} cannot be erased before {until}: the retention period of its category (entry {hold}) is not over. Nothing was erased.",
            "记录 {entry} 在 {until} 之前无法删除:其类别的保存期限(条目 {hold})未满。未删除任何内容。"),
        "error.nothingToErase": Sentence(
            "There is nothing to erase: no records, or they were erased before.", "没有可删除的内容:无记录,或此前已删除。"),
        "error.notCustodian": Sentence(
            "Record {entry} is kept by another institution; only that one can erase it.",
            "记录 {entry} 由另一机构保管;只有该机构可以删除。"),
        "error.notKeeper": Sentence(
            "Patient {entry} was brought by another institution; only that one can erase all of them.",
            "患者 {entry} 由另一机构登记;只有该机构可以整体删除。"),
        "error.memberIsOwn": Sentence(
            "{name} is this institution itself: its keys change with clinicledger member rotate, never by a file.",
            "{name} 即本机构:其密钥只能用 clinicledger member rotate 更换,不接受文件。"),
        "error.patientUnknown": Sentence(
            "No patient {patient} is known here. Give an identifier, system|value, or @ENTRY.",
            "此处没有患者 {patient}。请给出标识符、system|value 或 @条目号。"),
        "error.patientAmbiguous": Sentence(
            "{patient} may be one of several patients: {entries}. Give system|value or @ENTRY, or link them: clinicledger patient link",
            "{patient} 可能是多位患者之一:{entries}。请给出 system|value 或 @条目号,或将其合并:clinicledger patient link"),
        "error.subjectUnknown": Sentence(
            "There is no member or practitioner {name}. See: clinicledger member list",
            "没有成员或从业人员 {name}。参见:clinicledger member list"),
        "error.subjectAmbiguous": Sentence(
            "{name} is the name of several: {entries}. Give @ENTRY.", "{name} 对应多个:{entries}。请给出 @条目号。"),
        "import.erased": Sentence(
            "was erased from this ledger (entry {entry}); to take it in again, use --readmit-erased",
            "已从本账本删除(条目 {entry});如需重新导入,请使用 --readmit-erased"),

        "finding.record.notErased": Sentence(
            "the record was erased and is in the vault again, as from a backup: open the ledger once for writing, which erases it again.",
            "该记录已被删除,却又出现在保险库中(可能来自备份):以写入方式打开账本一次即可再次删除。"),
        "finding.erasure.interrupted": Sentence(
            "an erasure was interrupted: its entry is on the chain, and the vault is not done yet. Run erase, or any other command that writes, to finish it.",
            "一次删除被中断:其条目已入链,但保险库尚未完成。运行 erase 或任何写入账本的命令即可完成。"),
        "finding.access.damaged": Sentence(
            "an access that waited to be taken into the chain is damaged. Have somebody look into it; then move the file out of the ledger.",
            "一条等待入链的查阅记录已损坏。请交由专人检查,然后将该文件移出账本。"),
        "finding.access.refused": Sentence(
            "an access that waited to be taken into the chain breaks a rule. Have somebody look into it; then move the file out of the ledger.",
            "一条等待入链的查阅记录违反规则。请交由专人检查,然后将该文件移出账本。"),
        "finding.detail.missing": Sentence("a text that an entry commits to is not in its page.", "条目所承诺的文字不在其页中。"),
        "finding.rule.keyTaken": Sentence("the signing key is or was somebody else's.", "该签名密钥属于或曾属于他人。"),
        "finding.rule.subjectUnknown": Sentence("the statement speaks of nobody on the ledger.", "声明所指者不在账本中。"),
        "finding.rule.previousDiffers": Sentence(
            "the statement does not name the one before it: one was left out, or two were made at once. Try again.",
            "声明未指明其前一条声明:有遗漏,或同时作出两条。请重试。"),
        "finding.rule.signatureInvalid": Sentence(
            "the signature is missing, or is not of the key of who must sign.", "签名缺失,或并非应签名者的密钥所签。"),
        "finding.rule.patientSignsAlone": Sentence(
            "the patient signs with a key of their own, so nobody signs for them.", "患者使用本人密钥签名,他人不得代签。"),
        "finding.rule.keeperNotSigner": Sentence(
            "only the member that brought a patient to the ledger speaks about them, and another brought this one or one that is linked with them.",
            "只有将患者录入账本的成员可就其作出声明,而该患者或与其合并者由其他成员录入。"),
        "finding.rule.targetInvalid": Sentence(
            "what it refers to is not there, or is over already.", "所指对象不存在或已结束。"),
        "finding.rule.termsInvalid": Sentence("its terms make no sense.", "条款不合理。"),
        "finding.rule.accessNotPermitted": Sentence(
            "the access was not permitted, or not for the reason that it names.", "该查阅未获许可,或与其所述依据不符。"),
        "finding.rule.accessStale": Sentence(
            "the access passed over what the patient had said before it.", "该查阅忽略了患者此前的声明。"),
        "finding.rule.reasonMissing": Sentence("an emergency access gives no reason.", "紧急查阅未写明理由。"),
        "finding.rule.legalHold": Sentence("a legal hold keeps the record.", "法律保全要求保留该记录。"),
        "finding.rule.retention": Sentence("the retention period is not over.", "保存期限未满。"),
        "finding.rule.erasedAlready": Sentence("the record was erased before.", "该记录此前已删除。"),
    ]
}
