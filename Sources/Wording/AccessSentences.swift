extension Wording {
    /// Who read what, and who looked into it.
    static let accessSentences: [String: Sentence] = [
        "access.denied": Sentence(
            "Left out, because they may not be read: {count}. To see why: clinicledger show ENTRY",
            "因不得查阅而未列出:{count} 条。如需了解原因:clinicledger show 条目号"),
        "access.time": Sentence("TIME", "时间"),
        "access.entry": Sentence("ENTRY", "条目"),
        "access.who": Sentence("WHO", "查阅者"),
        "access.patient": Sentence("PATIENT", "患者"),
        "access.what": Sentence("WHAT", "内容"),
        "access.purpose": Sentence("PURPOSE", "用途"),
        "access.basis": Sentence("BASIS", "依据"),
        "access.reason": Sentence("REASON", "理由"),
        "access.waits": Sentence("waits", "待入链"),
        "access.none": Sentence("Nobody read anything that was asked for.", "没有符合条件的查阅。"),
        "access.leftOut": Sentence(
            "Left out, because they are not for you to see: {count}.", "因您无权查看而未列出:{count} 条。"),
        "access.thePatient": Sentence("patient {entry}", "患者 {entry}"),
        "access.practitioner": Sentence("{entry} {name} ({institution})", "{entry} {name}({institution})"),
        "access.action.read": Sentence("read {records}", "查阅 {records}"),
        "access.action.export": Sentence("exported {records}", "导出 {records}"),
        "access.action.disclose": Sentence("received {records}", "接收 {records}"),
        "access.action.receipt": Sentence("receipt of {records}", "回执 {records}"),
        "access.basis.custodian": Sentence("keeps the record", "记录保管者"),
        "access.basis.grant": Sentence("permitted (entry {grant})", "患者许可(条目 {grant})"),
        "access.basis.patient": Sentence("own records", "本人记录"),
        "access.basis.guardian": Sentence("guardian", "监护人"),
        "access.basis.open": Sentence("EMERGENCY, not reviewed yet", "紧急查阅,尚未复核"),
        "access.basis.justified": Sentence(
            "EMERGENCY, justified: {remark} ({reviewer}, entry {entry})", "紧急查阅,理由成立:{remark}({reviewer},条目 {entry})"),
        "access.basis.unjustified": Sentence(
            "EMERGENCY, NOT JUSTIFIED: {remark} ({reviewer}, entry {entry})",
            "紧急查阅,理由不成立:{remark}({reviewer},条目 {entry})"),
        "access.reviewed": Sentence(
            "Access {access} is reviewed (entry {entry}).", "查阅 {access} 已复核(条目 {entry})。"),

        "help.access": Sentence("Who read what, when and why.", "谁在何时、为何查阅了什么。"),
        "help.access.list": Sentence(
            "List accesses, the newest first: of the last six years unless --since says more.",
            "列出查阅记录,最新在前;未指定 --since 时为最近六年。"),
        "help.access.list.more": Sentence(
            "A patient's list is for the patient, guardians, the custodian and auditors. Dates are YYYY, YYYY-MM or YYYY-MM-DD, in UTC.",
            "患者的查阅清单仅供患者本人、监护人、保管机构和审计人员查看。日期格式为 YYYY、YYYY-MM 或 YYYY-MM-DD(UTC)。"),
        "help.access.patient": Sentence(
            "Who read this patient's records: an identifier, system|value, or @ENTRY.",
            "谁查阅了此患者的记录:标识符、system|value 或 @条目号。"),
        "help.access.reader": Sentence(
            "What this reader read: a member's name or @ENTRY.", "此查阅者查阅了什么:成员名称或 @条目号。"),
        "help.access.emergencies": Sentence(
            "Only emergencies, those first that nobody has reviewed.", "只列出紧急查阅,未复核的在前。"),
        "help.access.csv": Sentence("Answer as a CSV table.", "以 CSV 表格输出。"),
        "help.access.fhir": Sentence(
            "Answer as a FHIR R4 Bundle of AuditEvents.", "以 FHIR R4 Bundle(AuditEvent)输出。"),
        "help.access.review": Sentence(
            "Review an emergency access of somebody else.", "复核他人的紧急查阅。"),
        "help.access.entry": Sentence(
            "The access's entry number, as `access list` shows it.", "查阅的条目号,见 access list 的输出。"),
        "help.access.justified": Sentence("It was an emergency.", "确属紧急情况。"),
        "help.access.unjustified": Sentence("It was none.", "并非紧急情况。"),
        "help.access.remark": Sentence(
            "What was found, in words; the patient will see it.", "复核意见;患者会看到。"),
        "help.access.as": Sentence(
            "review as the person whose key file this is; without it the institution itself reviews",
            "以此密钥文件持有人的身份复核;不指定则由机构本身复核"),

        "error.accessListWhat": Sentence(
            "Say whose accesses: --patient, --reader or --emergencies.", "请指明范围:--patient、--reader 或 --emergencies。"),
        "error.accessListForm": Sentence(
            "Take one of --json, --csv and --fhir.", "--json、--csv、--fhir 只能选择一种。"),
        "error.reviewHow": Sentence(
            "Say what was found: --justified or --unjustified.", "请给出复核结论:--justified 或 --unjustified。"),
        "error.accessListDenied": Sentence(
            "Who read a patient's records is for the patient, guardians, the custodian and auditors. Nothing was shown.",
            "谁查阅了患者的记录,只有患者本人、监护人、保管机构和审计人员可以查看。未显示任何内容。"),
        "error.notAnEmergency": Sentence(
            "Entry {entry} is no emergency access. See: clinicledger access list --emergencies",
            "条目 {entry} 不是紧急查阅。参见:clinicledger access list --emergencies"),
        "error.remarkMissing": Sentence(
            "A review needs a remark in words; the patient will see it.", "复核须写明意见;患者会看到。"),
        "error.reviewOfOwn": Sentence(
            "Access {entry} is your own: somebody else must review it.", "查阅 {entry} 是您本人所为,须由他人复核。"),
    ]
}
