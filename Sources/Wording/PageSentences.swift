extension Wording {
    /// The pages of the server.
    static let pageSentences: [String: Sentence] = [
        "page.skip": Sentence("To the content", "跳到正文"),
        "page.navigation": Sentence("Pages", "页面导航"),
        "page.footer": Sentence("A ledger that shows when it was changed.", "账本一经更改即可察觉。"),
        "page.check": Sentence("Check a receipt", "检验回执"),
        "page.signIn": Sentence("Sign in", "登录"),
        "page.signOut": Sentence("Sign out", "退出"),
        "page.account": Sentence("My account", "我的账户"),
        "page.refused": Sentence("That did not work", "操作未成功"),
        "page.home": Sentence("To the first page", "返回首页"),
        "page.today": Sentence("Today", "今日"),
        "today.ledger": Sentence(
            "The ledger has {entries} entries; the last was sealed at {time}.", "账本共有 {entries} 个条目,最近一次封存于 {time}。"),
        "today.records": Sentence("Reports taken in", "已接收报告"),
        "today.results": Sentence("Results in them", "其中结果"),
        "today.known": Sentence("Known already", "已有"),
        "today.rejected": Sentence("Refused", "拒收"),
        "today.since": Sentence("Counted since the server was started.", "自服务器启动以来的计数。"),
        "today.failures": Sentence(
            "The ledger could not be used {count} times, the last time: {code}. The server's log says more.",
            "账本有 {count} 次无法使用,最近一次:{code}。详情见服务器日志。"),
        "page.import": Sentence("Import", "导入"),
        "page.refused.items": Sentence("Refused", "拒收项"),
        "upload.files": Sentence("Files with results", "结果文件"),
        "upload.hint": Sentence(
            "HL7 v2, FHIR or CSV, also gzip; choose them or drop them here. What is on the ledger already is not taken in twice.",
            "HL7 v2、FHIR 或 CSV,可为 gzip 压缩;可选择或拖放到此处。已入账的内容不会重复录入。"),
        "upload.send": Sentence("Import", "导入"),
        "upload.none": Sentence("No file was chosen.", "未选择文件。"),
        "upload.done": Sentence(
            "Everything went in: {records} new reports with {results} results; {known} were known already.",
            "全部接收:新报告 {records} 份,结果 {results} 项;另有 {known} 份此前已入账。"),
        "upload.doneInPart": Sentence(
            "{rejected} refused. The rest went in: {records} new reports with {results} results; {known} were known already.",
            "拒收 {rejected} 项。其余已接收:新报告 {records} 份,结果 {results} 项;另有 {known} 份此前已入账。"),
        "upload.mend": Sentence(
            "What was refused is kept here. Download it, mend it in an editor, and import it: each item has its reason above it.",
            "拒收内容已保存在此。下载后用编辑器修改并再次导入;每项上方注明了原因。"),
        "refused.more": Sentence(
            "What came in by any door and could not be taken. It is kept until somebody has done with it.",
            "经任一入口送达但未能接收的内容,处理完毕前一直保留。"),
        "refused.download": Sentence("Download, to mend it", "下载以修改"),
        "refused.drop": Sentence("Done with it: forget it", "已处理,删除"),
        "error.formField": Sentence("The form lacks its field {name}.", "表单缺少字段 {name}。"),
        "error.formCut": Sentence("The form did not come whole. Send it again.", "表单未完整送达,请重新提交。"),
        "error.uploadFailed": Sentence(
            "The file could not be kept while it was received: {cause}. Nothing of it was imported.",
            "接收时无法保存文件:{cause}。未导入该文件的任何内容。"),
        "error.fhirUnknown": Sentence("There is no such resource.", "没有此资源。"),
        "error.fhirType": Sentence(
            "{type} is no type of resource here: Patient, DiagnosticReport and Observation are.",
            "此处没有资源类型 {type};可用的是 Patient、DiagnosticReport 和 Observation。"),
        "error.fhirParameter": Sentence(
            "The search parameter {name} does not take the value {value} here.", "检索参数 {name} 在此不接受值 {value}。"),
        "error.fhirTooCostly": Sentence(
            "Name a patient or a resource: patient, identifier or _id.", "请指明患者或资源:patient、identifier 或 _id。"),
        "error.noSuchTile": Sentence("There is no such tile, or not yet.", "没有此分块,或尚未生成。"),
    ]
}
