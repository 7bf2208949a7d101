extension Wording {
    /// The help of the command line.
    static let helpSentences: [String: Sentence] = [
        "help.abstract": Sentence(
            "Keep lab results so that anyone can verify that nothing was changed since.",
            "保存检验结果,任何人都能验证其自入账后未被改动。"),
        "help.discussion": Sentence(
            """
            A first session:
              clinicledger init
              clinicledger import results.hl7
              clinicledger verify
            Exit codes: 0 good; 1 verification failed; 64 wrong usage; 65 something in the input was refused; \
            66 an input file is missing; 70 a bug; 73 cannot create; 74 disk trouble; 75 somebody else is writing; 77 no permission.
            --lang en or --lang zh chooses the language.
            """,
            """
            第一次使用:
              clinicledger init
              clinicledger import results.hl7
              clinicledger verify
            退出码:0 正常;1 验证未通过;64 用法错误;65 输入中有内容被拒绝;66 缺少输入文件;70 程序错误;73 无法创建;74 磁盘故障;\
            75 另一进程正在写入;77 没有权限。
            --lang en 或 --lang zh 选择语言。
            """),
        "help.ledger": Sentence(
            "The ledger's directory; else $CLINICLEDGER, else ./clinic.ledger.",
            "账本目录;否则取 $CLINICLEDGER,再否则为 ./clinic.ledger。"),
        "help.json": Sentence("Answer in JSON.", "以 JSON 格式输出。"),
        "help.entry": Sentence("The record's entry number, as `records` shows it.", "记录的条目号,见 records 的输出。"),
        "help.output": Sentence("Write to this file instead of the screen.", "写入此文件,而不是显示在屏幕上。"),
        "help.init": Sentence("Make a new ledger with its keys.", "新建账本及其密钥。"),
        "help.init.more": Sentence(
            "Back up DIR/keys with each backup of the ledger, but apart: without it nobody can read the records, with it anybody can.",
            "每次备份账本时也请备份 目录/keys,但要分开存放:没有它,谁也读不了记录;有了它,谁都能读。"),
        "help.origin": Sentence(
            "The ledger's own name on its checkpoints, such as north-clinic.example/lab; no spaces or plus signs.",
            "账本在检查点上的名称,例如 north-clinic.example/lab;不能含空格或加号。"),
        "help.member": Sentence("The name of the institution that keeps it.", "保管账本的机构名称。"),
        "help.import": Sentence("Import lab results.", "导入检验结果。"),
        "help.import.more": Sentence(
            """
            Takes HL7 v2 messages (ORU^R01), FHIR R4 JSON (resources, Bundles, NDJSON) and CSV tables, plain or .gz; the format is \
            found by looking at the content. What cannot be understood is refused with place and reason; the rest goes in, \
            and the exit code is then 65. The same results again add nothing. An import that was interrupted is finished by \
            running it again.
            """,
            """
            可读 HL7 v2 消息(ORU^R01)、FHIR R4 JSON(资源、Bundle、NDJSON)和 CSV 表格,可为 .gz;格式由内容识别。\
            无法理解的内容会被拒绝,并说明位置和原因;其余照常入账,此时退出码为 65。同样的结果再次导入不会增加任何内容。\
            中断的导入只需再运行一次即可完成。
            """),
        "help.import.files": Sentence("Files, directories, or - for standard input.", "文件、目录,或 - 表示标准输入。"),
        "help.import.format": Sentence("Do not look, it is this format.", "不自动识别,指定格式。"),
        "help.import.source": Sentence(
            "Who delivered it; kept with the records, and tells apart the patient numbers of senders that do not name themselves.",
            "由谁提供;随记录保存,并用于区分未自报名称的来源的患者编号。"),
        "help.import.mapping": Sentence(
            "For CSV: a JSON file that says what the columns are. See tools/samples/wide.mapping.json.",
            "用于 CSV:说明各列含义的 JSON 文件。参见 tools/samples/wide.mapping.json。"),
        "help.import.encoding": Sentence(
            "The character set, such as UTF-8, GB18030 or ISO-8859-1.", "字符集,例如 UTF-8、GB18030 或 ISO-8859-1。"),
        "help.import.rejects": Sentence(
            "Write what was refused to this file, with the reasons: mend it and import it.",
            "将被拒绝的内容连同原因写入此文件:修改后可再次导入。"),
        "help.import.strict": Sentence(
            "All or nothing: import only if nothing is refused.", "全部或全不:没有任何内容被拒绝时才导入。"),
        "help.import.dryRun": Sentence("Only say what would happen.", "只说明将会发生什么,不写入。"),
        "help.records": Sentence("List reports and results, the newest entry first.", "列出报告和结果,最新条目在前。"),
        "help.records.more": Sentence(
            "All conditions must hold. Dates are YYYY, YYYY-MM or YYYY-MM-DD.",
            "须同时满足所有条件。日期格式为 YYYY、YYYY-MM 或 YYYY-MM-DD。"),
        "help.records.patient": Sentence("Only this patient, by any identifier.", "只列出此患者(任一标识)。"),
        "help.records.code": Sentence(
            "Only reports with this code, LOINC or the laboratory's own.", "只列出含此代码(LOINC 或实验室自有代码)的报告。"),
        "help.records.since": Sentence("Not before this date.", "不早于此日期。"),
        "help.records.until": Sentence("Not after this date.", "不晚于此日期。"),
        "help.records.limit": Sentence("At most so many records.", "最多列出的记录数。"),
        "help.show": Sentence("Show one record.", "显示一条记录。"),
        "help.show.original": Sentence("Its exact original bytes.", "原样输出其原始字节。"),
        "help.show.fhir": Sentence("As a FHIR R4 Bundle.", "以 FHIR R4 Bundle 输出。"),
        "help.receipt": Sentence("Make the receipt of one record.", "出具一条记录的回执。"),
        "help.receipt.more": Sentence(
            "A receipt proves offline, years later, that the record was in the ledger. Hand it out with the document (show --original) and the ledger's key (stats).",
            "回执可在多年以后离线证明该记录曾在账本中。请连同文件(show --original)和账本公钥(stats)一起交付。"),
        "help.check": Sentence(
            "Check a receipt, a proven decision or a checkpoint; needs no ledger.", "检验回执、判定证明或检查点;不需要账本。"),
        "help.check.more": Sentence(
            "Also checks a proof of growth (checkpoint --since) against the OLD checkpoint it starts from.",
            "也可对照旧检查点检验增长证明(checkpoint --since)。"),
        "help.check.receipt": Sentence(
            "The receipt, proven decision, checkpoint or proof of growth; - for standard input.",
            "回执、判定证明、检查点或增长证明;- 表示标准输入。"),
        "help.check.key": Sentence(
            "The ledger's key, or a file that holds it.", "账本公钥,或存有公钥的文件。"),
        "help.check.document": Sentence(
            "The document that was handed out with the receipt.", "随回执交付的文件。"),
        "help.check.since": Sentence("The earlier checkpoint, for a proof of growth.", "较早的检查点,用于增长证明。"),
        "help.checkpoint": Sentence("Print the signed checkpoint.", "输出已签名的检查点。"),
        "help.checkpoint.more": Sentence(
            "Keep copies of checkpoints elsewhere: with an old one anybody can see that the ledger has only grown since.",
            "请在别处保存检查点的副本:凭旧检查点,任何人都能确认账本此后只增不改。"),
        "help.checkpoint.since": Sentence(
            "An earlier checkpoint: print the proof that the ledger has only grown since then.",
            "较早的检查点:输出账本自那时起只增不改的证明。"),
        "help.verify": Sentence("Verify the whole ledger.", "验证整个账本。"),
        "help.verify.more": Sentence(
            "Checks frames, hash chain, tree, signatures and rules, and with the keys every record against its commitment. Works without the keys too.",
            "检查数据帧、哈希链、哈希树、签名和规则;有密钥时还逐条核对记录与其承诺值。没有密钥也能验证。"),
        "help.verify.key": Sentence(
            "The key that this ledger is known by, kept elsewhere: finds a ledger that was replaced by another.",
            "另行保存的账本公钥:可发现账本被整个替换。"),
        "help.verify.quick": Sentence(
            "Hash the chain's stored bytes only: finds damage of the chain, but checks no seal and looks at nothing in the vault.",
            "只对链上存储的字节做哈希校验:可发现链的损坏,但不检查封印,也不查看保险库。"),
        "help.stats": Sentence("Show sizes, counts, times and the ledger's key.", "显示大小、数量、时间和账本公钥。"),
        "help.export": Sentence("Write the records out again.", "导出记录。"),
        "help.export.more": Sentence(
            "What came in as the format comes out byte for byte, in the order it came in.",
            "以该格式导入的内容按原顺序逐字节导出。"),
        "help.export.output": Sentence(
            "Write to this file, or into this directory one file for each imported one.",
            "写入此文件;若为目录,则每个导入文件各写一个文件。"),
        "help.export.format": Sentence("The format to write.", "导出格式。"),
        "help.export.all": Sentence(
            "Also records that came in as another format, converted.", "同时导出以其他格式导入的记录(经转换)。"),
    ]
}
