extension Wording {
    /// The page that checks receipts; its script finds them by the part after the first point.
    static let checkPageSentences: [String: Sentence] = [
        "checkPage.title": Sentence("Check a receipt", "核验回执"),
        "checkPage.purpose": Sentence(
            "Everything is checked on your device; nothing that you enter here is sent anywhere.",
            "全部核验均在您的设备上完成,您在此输入的内容不会发送到任何地方。"),
        "checkPage.noscript": Sentence(
            "This page checks by a script; please allow it.", "本页通过脚本进行核验,请允许其运行。"),
        "checkPage.save": Sentence("Save this page", "保存此页"),
        "checkPage.receipt": Sentence("The receipt", "回执"),
        "checkPage.receiptHint": Sentence(
            "Paste its text, or what a scanner reads from its codes, one after the other. Files can also be dropped here.",
            "粘贴回执文本,或依次粘贴从二维码扫描得到的内容。也可以将文件拖放到此处。"),
        "checkPage.receiptFile": Sentence("… or from a file", "……或从文件读取"),
        "checkPage.key": Sentence("The ledger's key", "账本的公钥"),
        "checkPage.keyHint": Sentence(
            "Take it from where you trust it, such as the notice in the clinic.", "请从您信任的来源获取,例如诊所内的告示。"),
        "checkPage.keyLinked": Sentence(
            "This key came with the link. Compare it with the one that the clinic displays.",
            "此公钥随链接而来。请与诊所公示的公钥核对。"),
        "checkPage.document": Sentence("The document, if you have it", "文档(如有)"),
        "checkPage.documentHint": Sentence(
            "The exact file as it was handed out; a copy that was opened and saved again is another one.",
            "须为发放时的原始文件;打开后另存的副本即为不同的文件。"),
        "checkPage.check": Sentence("Check", "核验"),
        "checkPage.holds": Sentence("The receipt holds.", "回执有效。"),
        "checkPage.holdsWithDocument": Sentence(
            "The receipt holds, and the document is the one that was recorded.", "回执有效,且文档与所记录的一致。"),
        "checkPage.proved": Sentence("What this proves", "已证明"),
        "checkPage.provedEntry": Sentence(
            "The ledger {origin} has signed that it has {treeSize} entries and that this is entry {index}. It cannot take that back: an entry that is changed or removed no longer fits its signature.",
            "账本 {origin} 已签名确认其共有 {treeSize} 个条目,且此为第 {index} 号条目。这无法撤回:条目一经更改或删除,便与签名不符。"),
        "checkPage.provedDocument": Sentence(
            "The document is, to the last byte, the one that this entry stands for.", "该文档与此条目所代表的文档逐字节一致。"),
        "checkPage.noDocument": Sentence(
            "Which document the entry stands for was not checked: none was given.", "未提供文档,因此未核验此条目对应哪份文档。"),
        "checkPage.noRecord": Sentence(
            "The entry stands for no document; it says something else, such as who may read.",
            "此条目不对应文档,而是其他内容,例如谁可以查阅。"),
        "checkPage.notProved": Sentence("What this does not prove", "未证明"),
        "checkPage.notTruth": Sentence(
            "That what the document says is true, or whom it is about.", "文档内容是否属实,或所涉何人。"),
        "checkPage.notNewest": Sentence(
            "That there is no newer version of the document.", "该文档是否没有更新的版本。"),
        "checkPage.notKey": Sentence(
            "That the key is the ledger's: that is for you to compare.", "公钥是否确属该账本:请您自行核对。"),
        "checkPage.refusedAdvice": Sentence(
            "Nothing is proved. If text was copied by hand or in part, try again; otherwise ask the clinic for a new receipt.",
            "未证明任何内容。如文本为手工或部分复制,请重试;否则请向诊所索取新的回执。"),
        "checkPage.refused.receiptMissing": Sentence("There is no receipt yet.", "尚未提供回执。"),
        "checkPage.refused.keyMissing": Sentence("There is no key yet.", "尚未提供公钥。"),
        "checkPage.refused.codeMissing": Sentence(
            "Of {count} codes these are missing: {missing}.", "共 {count} 个二维码,尚缺:{missing}。"),
        "checkPage.refused.notReceipt": Sentence("This is no receipt.", "这不是回执。"),
        "checkPage.refused.tooLong": Sentence("This is too long for a receipt.", "内容过长,不是回执。"),
        "checkPage.refused.malformed": Sentence(
            "The receipt cannot be read: line {line} is not as it must be.", "回执无法读取:第 {line} 行格式不符。"),
        "checkPage.refused.noEntry": Sentence(
            "The receipt does not carry its entry, so there is nothing that it could prove.", "回执未附带条目,无可证明。"),
        "checkPage.refused.keyMalformed": Sentence(
            "The key is not one: a character is wrong or missing.", "公钥无效:有字符错误或缺失。"),
        "checkPage.refused.otherLedger": Sentence(
            "The receipt is of the ledger {origin}, the key of {name}.", "回执属于账本 {origin},公钥属于 {name}。"),
        "checkPage.refused.unsigned": Sentence(
            "The receipt is not signed with this key of {name}.", "回执未以 {name} 的此公钥签名。"),
        "checkPage.refused.badSignature": Sentence(
            "The signature is not the ledger's: what it signed was changed, or the signature was.",
            "签名不是该账本所签:签名内容或签名本身已被更改。"),
        "checkPage.refused.notIncluded": Sentence(
            "The entry is not among those that the ledger signed: it, its number or its proof was changed.",
            "该条目不在账本签名确认的条目之中:条目、编号或证明已被更改。"),
        "checkPage.refused.documentDiffers": Sentence(
            "The receipt's signature holds, but the document is not the one that was recorded.",
            "回执签名有效,但文档与所记录的不一致。"),
        "checkPage.refused.fault": Sentence(
            "The check could not be made: a file cannot be read, or this browser is too old.",
            "无法进行核验:文件无法读取,或浏览器版本过旧。"),
    ]
}

extension Wording {
    /// A receipt on paper.
    static let receiptSheetSentences: [String: Sentence] = [
        "receipt.title": Sentence("Receipt for entry {entry}", "第 {entry} 号条目的回执"),
        "receipt.proves": Sentence(
            "The ledger {origin} has signed that it has {entries} entries and that entry {entry} is one of them. It cannot take that back: this sheet proves it to anybody, also without the clinic and years from now.",
            "账本 {origin} 已签名确认其共有 {entries} 个条目,第 {entry} 号条目为其中之一。这无法撤回:即使没有诊所参与,多年之后,本回执仍可向任何人证明这一点。"),
        "receipt.document": Sentence(
            "If the entry stands for a document, the receipt and the exact file of the document prove together that it is the one that was recorded, unchanged.",
            "如该条目对应一份文档,则回执与文档的原始文件一起证明:该文档即为所记录的文档,未经更改。"),
        "receipt.limits": Sentence(
            "It does not prove that what the document says is true, or that there is no newer version.",
            "它不证明文档内容属实,也不证明没有更新的版本。"),
        "receipt.how": Sentence("How to check it", "如何核验"),
        "receipt.open": Sentence(
            "Open the checking page; it needs no account, and, once saved, no network.", "打开核验页面;无需账户,保存后亦无需网络。"),
        "receipt.check": Sentence("Check this receipt now", "立即核验此回执"),
        "receipt.scan": Sentence(
            "Scan the code below and paste what it holds; if there are several, one after the other.",
            "扫描下方二维码并粘贴其内容;如有多个,请依次粘贴。"),
        "receipt.compare": Sentence(
            "Enter the ledger's key. Compare the one below with the one that the clinic displays.",
            "输入账本的公钥。请将下方公钥与诊所公示的公钥核对。"),
        "receipt.code": Sentence("Code {number} of {count}", "二维码 {number} / {count}"),
        "receipt.noCodes": Sentence(
            "This receipt is too long for codes; use its file.", "此回执过长,无法制成二维码;请使用其文件。"),
        "receipt.private": Sentence(
            "Whoever has this receipt can find out whether a guess at the document is right. Give it to nobody who may not read the document.",
            "持有此回执者可验证对文档内容的猜测是否正确。请勿交给无权阅读该文档的人。"),
        "receipt.file": Sentence("Download the receipt", "下载回执"),
        "receipt.text": Sentence("The receipt's text", "回执文本"),
    ]
}
