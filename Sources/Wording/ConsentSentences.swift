extension Wording {
    /// What the consent commands say.
    static let rightsSentences: [String: Sentence] = consentHelp.merging(consentAnswers) { first, _ in first }
        .merging(consentRefusals) { first, _ in first }

    private static let consentHelp: [String: Sentence] = [
        "help.consent": Sentence("What patients permit, deny and take back.", "患者的许可、拒绝与撤回。"),
        "help.consent.more": Sentence(
            "A denial overrides every grant; an exception within a grant (deny --within) only narrows that one. What is not limited holds for everything. With --as the patient or a guardian signs; without it the institution states it on the patient's behalf, which is only possible as long as the patient has no key of their own.",
            "拒绝优先于一切许可;许可内的例外(deny --within)只缩小该许可。未加限定者适用于全部。使用 --as 时由患者或监护人签名;否则由机构代患者声明,且仅在患者尚无本人密钥时可行。"),
        "help.consent.grant": Sentence("Permit somebody to read.", "许可某方查阅。"),
        "help.consent.deny": Sentence("Forbid somebody, or everybody, to read.", "拒绝某方或所有人查阅。"),
        "help.consent.deny.more": Sentence(
            "With --within the denial is an exception to that grant alone.", "使用 --within 时,该拒绝仅为该项许可的例外。"),
        "help.consent.revoke": Sentence("End a grant or a denial.", "撤回一项许可或拒绝。"),
        "help.consent.list": Sentence(
            "List a patient's consents: in force, over, revoked, void.", "列出患者的全部声明:有效、期满、已撤回、无效。"),
        "help.consent.explain": Sentence("Say whether somebody may read a record, and why.", "说明某方能否查阅某记录及其理由。"),
        "help.consent.explain.more": Sentence(
            "Shows the rule and the entries that decide, and for each consent why it applies or not. Nothing is read and no access is recorded.",
            "显示起决定作用的规则与条目,并逐项说明每项声明为何适用或不适用。不读取内容,也不留下查阅记录。"),
        "help.consent.prove": Sentence("Write a decision to a file that proves it.", "将判定写入可供证明的文件。"),
        "help.consent.prove.more": Sentence(
            "The file holds the question, the decision, and all entries that it follows from, with their proofs. Anybody checks it without the ledger: clinicledger check FILE --key VKEY. It shows entry numbers, pseudonyms and institutions, no documents.",
            "文件包含问题、判定及其所依据的全部条目与证明。任何人无需账本即可检验:clinicledger check 文件 --key 公钥。其中有条目号、假名和机构,没有文件内容。"),
        "help.consent.export": Sentence("Write a patient's consents as FHIR.", "以 FHIR 输出患者的声明。"),
        "help.consent.export.more": Sentence(
            "A Bundle of Consent resources, exceptions nested in their grants; what is no longer in force is inactive.",
            "由 Consent 资源组成的 Bundle,例外嵌套在其许可中;不再有效者为 inactive。"),
        "help.consent.import": Sentence("Take FHIR Consents over as statements.", "将 FHIR Consent 转为账本声明。"),
        "help.consent.import.more": Sentence(
            "A Consent or a Bundle of them, all or none. What cannot be said exactly is refused: nothing is widened.",
            "一个 Consent 或其 Bundle,全部采纳或全部不采纳。无法准确表达者一律拒绝:绝不扩大范围。"),
        "help.consent.patient": Sentence(
            "The patient: an identifier, system|value, or @ENTRY.", "患者:标识符、system|value 或 @条目号。"),
        "help.consent.category": Sentence(
            "Only these categories: laboratory, identity, medication, imaging, note, vital-signs, procedure.",
            "仅限这些类别:laboratory、identity、medication、imaging、note、vital-signs、procedure。"),
        "help.consent.purpose": Sentence(
            "Only for these purposes and those below them: codes of HL7 PurposeOfUse, such as TREAT, HRESCH.",
            "仅限这些用途及其下级用途:HL7 PurposeOfUse 代码,如 TREAT、HRESCH。"),
        "help.consent.from": Sentence(
            "From when on: a date in this machine's zone, or RFC 3339.", "起始时间:本机时区的日期,或 RFC 3339 时间。"),
        "help.consent.until": Sentence(
            "Until when: to the end of a date, or up to a time in RFC 3339.", "截止时间:至该日结束,或至 RFC 3339 所示时刻。"),
        "help.consent.records": Sentence("Only these records, such as 5,7-9.", "仅限这些记录,如 5,7-9。"),
        "help.consent.reader": Sentence(
            "Who wants to read: a member's name, or @ENTRY of a member, practitioner or patient.",
            "查阅者:成员名称,或成员、从业人员、患者的 @条目号。"),
        "help.consent.record": Sentence("The record's entry number.", "记录的条目号。"),
        "help.consent.for": Sentence(
            "What for: a code of HL7 PurposeOfUse; TREAT unless said, PATRQT for patients.",
            "用途:HL7 PurposeOfUse 代码;默认为 TREAT,患者为 PATRQT。"),
        "help.consent.emergency": Sentence("As an emergency.", "按紧急情况判定。"),
        "help.consent.at": Sentence(
            "As of this time instead of now: explain counts the statements that were on the chain then, prove those of now.",
            "按此时间而非当前时间判定:explain 只计入当时已入链的声明,prove 计入现有的声明。"),
        "help.consent.to": Sentence(
            "Who may read: a member's name, or @ENTRY of a member or practitioner.",
            "被许可者:成员名称,或成员、从业人员的 @条目号。"),
        "help.consent.denyTo": Sentence(
            "Who may not read; everybody unless said.", "被拒绝者;不指定则为所有人。"),
        "help.consent.within": Sentence("The grant that this is an exception to.", "以此为例外的许可条目。"),
        "help.consent.as": Sentence(
            "Sign with the patient's or a guardian's key file; without it the institution speaks on the patient's behalf.",
            "以患者或监护人的密钥文件签名;不指定则由机构代患者声明。"),
        "help.consent.entry": Sentence("Entry of the grant or denial.", "许可或拒绝的条目号。"),
        "help.consent.fhir": Sentence("As FHIR R4, which is the only form so far.", "以 FHIR R4 输出(目前唯一的形式)。"),
        "help.consent.file": Sentence(
            "A FHIR Consent or a Bundle; - for standard input.", "FHIR Consent 或 Bundle;- 表示标准输入。"),
    ]

    private static let consentAnswers: [String: Sentence] = [
        "consent.granted": Sentence("Permitted, as entry {entry}.", "已许可,条目 {entry}。"),
        "consent.denied": Sentence("Denied, as entry {entry}.", "已拒绝,条目 {entry}。"),
        "consent.revoked": Sentence("Entry {target} is revoked by entry {entry}.", "条目 {target} 已由条目 {entry} 撤回。"),
        "consent.onBehalf": Sentence(
            "The institution states this on the patient's behalf: keep the patient's signature on paper.",
            "由机构代患者声明:请保存患者的纸质签名。"),
        "consent.signed": Sentence("Signed with the key given.", "已用所给密钥签名。"),
        "consent.receiptHint": Sentence(
            "A receipt for the patient: clinicledger receipt {entry} -o FILE",
            "给患者的回执:clinicledger receipt {entry} -o 文件"),
        "consent.none": Sentence("The patient has permitted and denied nothing.", "患者尚无任何许可或拒绝。"),
        "consent.entry": Sentence("ENTRY", "条目"),
        "consent.says": Sentence("SAYS", "内容"),
        "consent.limits": Sentence("LIMITED TO", "限于"),
        "consent.by": Sentence("BY", "声明者"),
        "consent.state": Sentence("STATE", "状态"),
        "consent.effect": Sentence("HERE", "于此"),
        "consent.says.permit": Sentence("permits {grantee}", "许可 {grantee}"),
        "consent.says.deny": Sentence("denies {grantee}", "拒绝 {grantee}"),
        "consent.says.except": Sentence("except {grantee}, in {target}", "例外 {grantee},属 {target}"),
        "consent.says.revoke": Sentence("revokes {target}", "撤回 {target}"),
        "consent.everybody": Sentence("everybody", "所有人"),
        "consent.by.patient": Sentence("the patient", "患者本人"),
        "consent.by.guardian": Sentence("the guardian {author}", "监护人 {author}"),
        "consent.by.member": Sentence("{author} on the patient's behalf", "{author} 代患者"),
        "consent.records": Sentence("records {records}", "记录 {records}"),
        "consent.from": Sentence("from {time}", "自 {time} 起"),
        "consent.until": Sentence("until {time}", "至 {time}"),
        "consent.unlimited": Sentence("all", "全部"),
        "consent.state.inForce": Sentence("in force", "有效"),
        "consent.state.notYet": Sentence("not yet in force", "尚未生效"),
        "consent.state.over": Sentence("over", "期满"),
        "consent.state.revoked": Sentence("revoked by {entry}", "已由 {entry} 撤回"),
        "consent.state.withoutGrant": Sentence("over with its grant", "随其许可失效"),
        "consent.state.void": Sentence("void: its key was compromised", "无效:签名密钥已泄露"),
        "consent.effect.applies": Sentence("applies", "适用"),
        "consent.effect.cutOut": Sentence("cut out by {entry}", "被 {entry} 排除"),
        "consent.effect.grantee": Sentence("for somebody else", "对象不符"),
        "consent.effect.notYet": Sentence("begins later", "尚未开始"),
        "consent.effect.over": Sentence("ended before", "此前已结束"),
        "consent.effect.category": Sentence("other categories", "类别不符"),
        "consent.effect.purpose": Sentence("other purposes", "用途不符"),
        "consent.effect.record": Sentence("other records", "记录不符"),
        "consent.effect.revocation": Sentence("–", "–"),
        "consent.effect.notInForce": Sentence("not in force", "未生效"),
        "consent.permitted": Sentence("PERMITTED: {reason}.", "允许:{reason}。"),
        "consent.forbidden": Sentence("DENIED: {reason}.", "拒绝:{reason}。"),
        "consent.question": Sentence(
            "Reader {reader}, purpose {purpose} ({purposeName}), record {record} ({category}) kept by {custodian}, at {time}.",
            "查阅者 {reader},用途 {purpose}({purposeName}),记录 {record}({category}),保管者 {custodian},时间 {time}。"),
        "consent.proven": Sentence(
            "The proof is in {file}. Check it anywhere: clinicledger check {file} --key VKEY",
            "证明已写入 {file}。可在任何地方检验:clinicledger check {file} --key 公钥"),
        "consent.check.valid": Sentence(
            "Valid: this follows from {count} entries of the ledger {origin}, which had {entries} entries when it signed.",
            "有效:此判定依据账本 {origin} 的 {count} 个条目得出,签名时该账本有 {entries} 个条目。"),
        "consent.check.onBehalf": Sentence(
            "Stated by an institution on the patient's behalf, not signed by the patient: entries {behalf}.",
            "由机构代患者声明、未经患者本人签名的条目:{behalf}。"),
        "consent.check.times": Sentence(
            "When each statement was made is the word of the member that sealed its block.", "各声明的时间以封存该区块的成员所述为准。"),
        "consent.check.newest": Sentence(
            "Not shown: a statement made after the newest one here (entry {newest}) and left out, also one about the reader. A newer proof, the patient's own receipt of a revocation, and clinicledger verify on the ledger's machine reveal it.",
            "无法证明的是:此处最新声明(条目 {newest})之后是否另有未列出的声明(包括关于查阅者的声明)。更新的证明、患者持有的撤回回执,以及在账本机器上运行 clinicledger verify,均可发现。"),
        "consent.imported": Sentence(
            "Statements added: {count}. Consents already there: {known}; not active and passed over: {inactive}.",
            "新增声明:{count}。已存在的 Consent:{known};非 active 而略过:{inactive}。"),
    ]

    private static let consentRefusals: [String: Sentence] = [
        "error.consentNeedsKey": Sentence(
            "The patient ({patient}) has a key of their own, so nobody speaks for them: sign with it (--as KEYFILE).",
            "患者({patient})拥有本人密钥,任何人不得代为声明:请用该密钥签名(--as 密钥文件)。"),
        "error.consentKeyUnknown": Sentence(
            "The key is that of no patient on this ledger.", "此密钥不属于本账本中的任何患者。"),
        "error.consentKeyReplaced": Sentence(
            "The key was replaced: {patient} signs with a newer one, or with none.",
            "此密钥已被替换:{patient} 使用更新的密钥,或已不再使用密钥。"),
        "error.consentNotTheirs": Sentence(
            "The key is neither that of the patient ({patient}) nor of a guardian in force.",
            "此密钥既不属于该患者({patient}),也不属于其现任监护人。"),
        "error.consentPeriod": Sentence(
            "The period is empty: it would begin {from} and end {until}.", "期间为空:自 {from} 起,至 {until} 止。"),
        "error.notThereYet": Sentence(
            "Entry {entry} was not on the ledger yet at {time}.", "在 {time},条目 {entry} 尚未入账。"),
        "error.recordOfOther": Sentence(
            "Entry {entry} is no record of this patient.", "条目 {entry} 不是该患者的记录。"),
        "error.notAConsent": Sentence(
            "Entry {entry} is neither a grant nor a denial. See: clinicledger consent list",
            "条目 {entry} 既非许可也非拒绝。参见:clinicledger consent list"),
        "error.notAGrant": Sentence("Entry {entry} is no grant.", "条目 {entry} 不是许可。"),
        "error.consentOfOther": Sentence("Entry {entry} is a consent of another patient.", "条目 {entry} 是另一患者的声明。"),
        "error.consentRevoked": Sentence(
            "Entry {entry} is revoked already, by entry {revocation}.", "条目 {entry} 已由条目 {revocation} 撤回。"),
        "error.categoryUnknown": Sentence(
            "There is no category {category}. The categories are: {known}.", "没有类别 {category}。可用类别:{known}。"),
        "error.listEmpty": Sentence(
            "{option} has an empty part. Leave the option out to limit nothing.", "{option} 含空项。如不作限制,请省略该选项。"),
        "error.entriesMalformed": Sentence(
            "{text} is no list of entries: write numbers and ranges, such as 5,7-9.",
            "{text} 不是条目列表:请写编号与范围,如 5,7-9。"),
        "error.consentInexpressible": Sentence(
            "A consent of {patient} has a category or purpose that FHIR R4 cannot say, or too many records.",
            "{patient} 的某项声明含 FHIR R4 无法表达的类别或用途,或记录过多。"),
        "error.consentNone": Sentence("The Bundle has no Consent.", "该 Bundle 中没有 Consent。"),
        "error.consentExceptionOfDenial": Sentence(
            "A Consent denies with exceptions that permit; here a denial has none. Nothing was taken over.",
            "某 Consent 在拒绝中含许可例外;本账本的拒绝不能有例外。未采纳任何内容。"),
        "error.consentNeedsRecipient": Sentence(
            "A Consent permits without saying whom. Nothing was taken over.", "某 Consent 作出许可但未指明对象。未采纳任何内容。"),
        "error.consentOtherPatient": Sentence(
            "A Consent is about {patient}, which is not known to be this patient. Nothing was taken over.",
            "某 Consent 涉及 {patient},无法确认为该患者。未采纳任何内容。"),
        "error.consentRecipient": Sentence(
            "{name} is no member or practitioner of this ledger. Nothing was taken over.",
            "{name} 不是本账本的成员或从业人员。未采纳任何内容。"),
        "error.consentRecord": Sentence(
            "{name} is no record of this ledger. Nothing was taken over.", "{name} 不是本账本的记录。未采纳任何内容。"),
        "error.decisionProofMalformed": Sentence(
            "This is no whole decision proof: line {line} is not what must stand there.",
            "这不是完整的判定证明:第 {line} 行不符合格式。"),
        "error.decisionProofInvalid": Sentence("NOT VALID: {reason}", "无效:{reason}"),
        "proof.otherLedger": Sentence(
            "the proof is of the ledger {origin}, which this key is not of.", "该证明属于账本 {origin},与此公钥不符。"),
        "proof.order": Sentence(
            "entry {entry} is not in its place: entries must ascend.", "条目 {entry} 位置不对:条目必须递增。"),
        "proof.entryForeign": Sentence(
            "entry {entry} is not the one of the ledger: it was changed, or its proof was.",
            "条目 {entry} 与账本不符:条目或其证明被改动。"),
        "proof.entryUnreadable": Sentence("entry {entry} is not well formed.", "条目 {entry} 格式不正确。"),
        "proof.missing": Sentence(
            "entry {entry}, on which the decision depends, is left out.", "缺少判定所依据的条目 {entry}。"),
        "proof.gap": Sentence(
            "a statement before entry {entry} is left out.", "条目 {entry} 之前缺少一项声明。"),
        "proof.seal": Sentence(
            "block {block} is not sealed by a member in this proof, or out of order.",
            "区块 {block} 未由此证明中的成员封存,或顺序不对。"),
        "proof.time": Sentence(
            "the sealed block of entry {entry} is left out, so nothing shows its time.",
            "缺少条目 {entry} 的封存区块,无法证明其时间。"),
        "proof.signature": Sentence(
            "entry {entry} is not signed by who must sign it.", "条目 {entry} 未由应签名者签名。"),
        "proof.verdict": Sentence(
            "from its entries follows {found}, and the proof says {said}.", "由其条目得出的是 {found},而证明所述为 {said}。"),
    ]
}
