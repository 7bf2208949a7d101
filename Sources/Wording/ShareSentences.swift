extension Wording {
    /// Packages between institutions, and what a patient is given.
    static let shareSentences: [String: Sentence] = [
        "help.share": Sentence(
            "Send records to another institution, and take in what others send.", "向其他机构发送记录,并接收其发来的记录。"),
        "help.share.more": Sentence(
            "A package is a file: sealed so that only the recipient can open it, signed by the sender, with the proof of each record. Nobody has to trust who carries it.",
            "共享包是一个文件:加密后只有接收方能打开,由发送方签名,并附有每条记录的证明。无需信任传递者。"),
        "help.share.create": Sentence("Make a package for a member.", "为某成员制作共享包。"),
        "help.share.create.more": Sentence(
            "Only records go in that the patient permits the recipient to read. Who receives what is on the chain before the file is written.",
            "仅包含患者允许接收方查阅的记录。谁收到什么,先入链,后写文件。"),
        "help.share.patient": Sentence(
            "Whose records: identifier, system|value, or @ENTRY.", "患者:标识符、system|value 或 @条目号。"),
        "help.share.to": Sentence("For whom: a member's name, or @ENTRY.", "接收方:成员名称或 @条目号。"),
        "help.share.records": Sentence(
            "Only these records, such as 5,7-9; all that are permitted otherwise.", "仅这些记录,如 5,7-9;否则为所有获许可的记录。"),
        "help.share.purpose": Sentence("What for: a code of HL7 PurposeOfUse.", "用途:HL7 PurposeOfUse 代码。"),
        "help.share.validDays": Sentence("For how many days it may be taken in.", "共享包可接收的天数。"),
        "help.share.output": Sentence("The package to write.", "要写入的共享包文件。"),
        "help.share.open": Sentence("Take a package in: all of it or nothing.", "接收共享包:要么全部,要么不接收。"),
        "help.share.open.more": Sentence(
            "Checks seal, signature, proofs and every document first. With -o an acknowledgement for the sender is written, also again for a package that was taken before.",
            "先检查加密、签名、证明和每份文档。使用 -o 可写出给发送方的回执;对已接收的共享包也可再次写出。"),
        "help.share.file": Sentence("The package.", "共享包。"),
        "help.share.dryRun": Sentence("Check only, write nothing.", "仅检查,不写入。"),
        "help.share.readmit": Sentence("Take in again what was erased here.", "重新接收在此已删除的内容。"),
        "help.share.openOutput": Sentence("The acknowledgement to write.", "要写入的回执文件。"),
        "help.share.acknowledge": Sentence("Put the recipient's acknowledgement on the chain.", "将接收方的回执写入链。"),
        "help.share.acknowledgement": Sentence("The acknowledgement.", "回执。"),
        "help.share.list": Sentence("Packages sent and taken in.", "已发送和已接收的共享包。"),
        "help.share.provenance": Sentence(
            "Where a record came from that came in a package, as FHIR Provenance.", "以 FHIR Provenance 显示经共享包而来的记录的来源。"),

        "share.created": Sentence(
            "Package {package} for {member}, to be taken in until {time}. Records: {count}. On the chain as entry {entry}.",
            "给 {member} 的共享包 {package}:{count} 条记录,可接收至 {time}。链上条目 {entry}。"),
        "share.denied": Sentence(
            "Record {record} was left out: {reason}.", "未包含记录 {record}:{reason}。"),
        "share.taken": Sentence(
            "Package {package} from {member} is taken in. Records: {count} (new: {new}, new patients: {patients}). On the chain as entry {entry}.",
            "来自 {member} 的共享包 {package}:{count} 条记录,其中新记录 {new} 条;新患者 {patients} 名。链上条目 {entry}。"),
        "share.wouldTake": Sentence(
            "Package {package} from {member} is in order. Records: {count} (new: {new}). Nothing was written.",
            "来自 {member} 的共享包 {package} 无误:{count} 条记录,其中 {new} 条为新记录。未写入任何内容。"),
        "share.acknowledgementWritten": Sentence("The acknowledgement is in {file}.", "回执已写入 {file}。"),
        "share.acknowledged": Sentence(
            "{member} has taken package {package} in. Records: {count}. On the chain as entry {entry}.",
            "{member} 已接收共享包 {package}:{count} 条记录。链上条目 {entry}。"),
        "share.none": Sentence("No packages.", "没有共享包。"),
        "share.step.sent": Sentence("sent to", "发送至"),
        "share.step.taken": Sentence("taken from", "接收自"),
        "share.step.acknowledged": Sentence("acknowledged by", "已回执"),
        "column.package": Sentence("Package", "共享包"),
        "column.step": Sentence("Step", "步骤"),
        "column.member": Sentence("Member", "成员"),
        "column.time": Sentence("Time", "时间"),
        "column.records": Sentence("Records", "记录数"),

        "error.shareDenied": Sentence(
            "Nothing may be sent to {member}: {reason} (first of all for record {entry}). No package was made.",
            "不得向 {member} 发送任何内容:{reason}(首先是记录 {entry})。未制作共享包。"),
        "error.shareNothing": Sentence(
            "The patient has no such records here. No package was made.", "该患者在此没有这样的记录。未制作共享包。"),
        "error.shareTooMany": Sentence(
            "{count} records are too many for one package; up to {limit} go in. Use --records.",
            "{count} 条记录超出一个共享包的上限 {limit}。请使用 --records。"),
        "error.shareRecordList": Sentence(
            "{text} is no list of records. Write numbers and ranges, such as 5,7-9.", "{text} 不是记录列表。请写成号码和范围,如 5,7-9。"),
        "error.shareNotOfPatient": Sentence(
            "Record {entry} is no record of this patient here. No package was made.", "记录 {entry} 不是该患者在此的记录。未制作共享包。"),
        "error.outputExists": Sentence(
            "{file} is there already. Name a new one, or use --overwrite.", "{file} 已存在。请使用新名称,或使用 --overwrite。"),
        "help.overwrite": Sentence("Replace a file that is there already.", "替换已存在的文件。"),
        "error.validDaysTooFew": Sentence("--valid-days must be at least 1.", "--valid-days 至少为 1。"),
        "error.packageRecipient": Sentence(
            "Entry {entry} of the sender's ledger, which the package is for, is not this institution. Nothing was taken in. Tell the sender.",
            "共享包所指的接收方(发送方账本条目 {entry})并非本机构。未接收任何内容。请告知发送方。"),
        "error.shareWithOneself": Sentence("The recipient is this institution itself.", "接收方就是本机构。"),
        "error.shareNotAMember": Sentence(
            "Entry {entry} is no member. Packages go to institutions.", "条目 {entry} 不是成员。共享包只发给机构。"),
        "error.memberWithoutSealingKey": Sentence(
            "{member} has no sealing key on this ledger, so nothing can be sealed to it.",
            "{member} 在本账本上没有加密公钥,无法为其加密。"),
        "error.memberCompromised": Sentence(
            "The key of {member} is in other hands, so nothing is sealed to it. Wait for its new key: clinicledger member update FILE",
            "{member} 的密钥已落入他人之手,因此不为其加密。请等待其新密钥:clinicledger member update FILE"),
        "error.packageTooLong": Sentence(
            "The package would be longer than {limit} bytes. Use --records.", "共享包将超过 {limit} 字节。请使用 --records。"),
        "error.packageMalformed": Sentence(
            "This is no package, or it is cut or damaged. Nothing was taken in. Ask the sender for it again.",
            "这不是共享包,或已被截断或损坏。未接收任何内容。请让发送方重新发送。"),
        "error.packageNotForUs": Sentence(
            "The package is for {member}, sealed to a key that is not this node's. Nothing was taken in.",
            "此共享包是给 {member} 的,所用密钥并非本节点的。未接收任何内容。"),
        "error.packageNotOpened": Sentence(
            "The package cannot be opened: it was changed or cut on its way. Nothing was taken in. Ask the sender for it again.",
            "无法打开共享包:途中被改动或截断。未接收任何内容。请让发送方重新发送。"),
        "error.packageSenderUnknown": Sentence(
            "No member of this ledger has the ledger {sender}. Nothing was taken in. Add the sender as a member first.",
            "本账本没有成员拥有账本 {sender}。未接收任何内容。请先将发送方添加为成员。"),
        "error.packageSenderSuspended": Sentence(
            "{sender} is suspended (entry {entry}). Nothing was taken in.", "{sender} 已被停用(条目 {entry})。未接收任何内容。"),
        "error.packageSignature": Sentence(
            "The package is not signed with the key in force of {sender}. Nothing was taken in. Tell the sender.",
            "共享包并非由 {sender} 的现行密钥签名。未接收任何内容。请告知发送方。"),
        "error.packageExpired": Sentence(
            "The package could be taken in until {time}. Nothing was taken in. Ask the sender for a new one.",
            "共享包仅可接收至 {time}。未接收任何内容。请让发送方重新制作。"),
        "error.packageCheckpoint": Sentence(
            "The package's checkpoint is not signed with the key of the sender's ledger. Nothing was taken in. Tell the sender.",
            "共享包的检查点并非由发送方账本的密钥签名。未接收任何内容。请告知发送方。"),
        "error.packageProof": Sentence(
            "The proof of entry {entry} of the sender's ledger does not hold. Nothing was taken in. Tell the sender.",
            "发送方账本条目 {entry} 的证明不成立。未接收任何内容。请告知发送方。"),
        "error.packageGrant": Sentence(
            "The package shows no consent that permits what it brings (entry {entry} of the sender's ledger). Nothing was taken in. Tell the sender.",
            "共享包未出示对其内容的许可(发送方账本条目 {entry})。未接收任何内容。请告知发送方。"),
        "error.packageCommitment": Sentence(
            "The document of record {entry} is not the one that the sender's ledger commits to. Nothing was taken in. Tell the sender.",
            "记录 {entry} 的文档与发送方账本的承诺值不符。未接收任何内容。请告知发送方。"),
        "error.packageUnreadable": Sentence(
            "The document of record {entry} cannot be read in the format that the sender names. Nothing was taken in.",
            "无法按发送方所述格式读取记录 {entry} 的文档。未接收任何内容。"),
        "error.packageErased": Sentence(
            "Record {entry} of the package was erased here (entry {erasure}). Nothing was taken in; to take it in again, use --readmit-erased",
            "共享包中的记录 {entry} 在此已被删除(条目 {erasure})。未接收任何内容;如需重新接收,请使用 --readmit-erased"),
        "error.packageTaken": Sentence(
            "The package was taken in before (entry {entry}). Nothing was taken in again.",
            "此共享包此前已接收(条目 {entry})。未重复接收。"),
        "error.packageNotTaken": Sentence(
            "The package was not taken in here, so there is nothing to acknowledge.", "此处未接收该共享包,无可回执。"),
        "error.acknowledgementMalformed": Sentence(
            "This is no acknowledgement, or it is cut or damaged.", "这不是回执,或已被截断或损坏。"),
        "error.acknowledgementUnknown": Sentence(
            "No package with this id was sent from here.", "此处未发送过该编号的共享包。"),
        "error.acknowledgementSignature": Sentence(
            "The acknowledgement is not signed with the key in force of {member}, or that member is suspended.",
            "回执并非由 {member} 的现行密钥签名,或该成员已被停用。"),
        "error.acknowledgementDiffers": Sentence(
            "The acknowledgement is for another package or other records than were sent.", "回执所指的共享包或记录与所发送的不同。"),
        "error.acknowledgementRepeated": Sentence(
            "The package was acknowledged before (entry {entry}).", "该共享包此前已有回执(条目 {entry})。"),
        "error.recordNotShared": Sentence(
            "Record {entry} did not come in a package.", "记录 {entry} 并非经共享包而来。"),

        "help.patient.export": Sentence("Everything about one patient, as files.", "一名患者的全部资料(文件)。"),
        "help.patient.export.more": Sentence(
            "For a patient who asks for their data (GDPR articles 15 and 20): reports as FHIR, originals, receipts, consents, accesses. Into a new directory, whole or not at all.",
            "供患者索取本人资料之用(GDPR 第 15 和 20 条):FHIR 报告、原文、回证、许可、查阅记录。写入新目录,要么完整,要么不写。"),
        "help.patient.export.output": Sentence("The new directory; patient-ENTRY otherwise.", "新目录;默认为 patient-条目号。"),
        "patient.export.done": Sentence(
            "{directory} is written. Records: {count}, accesses: {accesses}. Begin with README.txt.",
            "{directory}:{count} 条记录,{accesses} 次查阅。请先阅读 README.txt。"),
        "patient.export.denied": Sentence(
            "Records left out, because the reader may not read them: {count}.", "有 {count} 条记录未包含:查阅者无权查阅。"),
        "patient.export.unreadable": Sentence(
            "Records that are there as originals only, because they can no longer be read as reports: {count}.",
            "有 {count} 条记录仅有原文:已无法解读为报告。"),
        "patient.export.readMe": Sentence(
            """
            Your medical data, as this institution keeps it.

            bundle.json      your reports in the format HL7 FHIR R4, for other programs
            originals/       each record as it came, byte for byte; the file name is its entry number
            receipts/        for each record the proof that it is on the ledger, to be checked without this institution:
                             clinicledger check receipts/N.txt --key VKEY --document originals/N.…
            identity/        documents that say who you are
            consents.json    what you permitted, denied and took back, in FHIR R4 as well
            accesses.json    who has read what, when and why, the newest first: this export
            accesses.csv     the same as a table

            These files are not encrypted. Keep them where only you can read them.
            """,
            """
            本机构保存的您的医疗资料。

            bundle.json      您的报告,HL7 FHIR R4 格式,供其他程序使用
            originals/       每条记录的原文,逐字节不变;文件名为条目号
            receipts/        每条记录在账本中的证明,无需本机构即可核验:
                             clinicledger check receipts/N.txt --key VKEY --document originals/N.…
            identity/        您的身份资料
            consents.json    您许可、拒绝和撤回的内容,亦为 FHIR R4 格式
            accesses.json    谁在何时为何查阅了什么;最新在前,首项即本次导出
            accesses.csv     同上,表格形式

            这些文件未加密。请存放在只有您能读取的地方。
            """),
        "error.exportExists": Sentence(
            "{directory} is there already; name a new directory. Nothing was written.",
            "{directory} 已存在;请使用新目录名。未写入任何内容。"),
        "error.patientWithoutRecords": Sentence(
            "There is no record of this patient here any more.", "此处已没有该患者的记录。"),
    ]
}
