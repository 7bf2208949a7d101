extension Wording {
    /// The server: its command, its doors, what it refused.
    static let serverSentences: [String: Sentence] = [
        "help.serve": Sentence("Opens the ledger to analysers, laboratories and programs.", "向分析仪、实验室和其他程序开放账本。"),
        "help.serve.more": Sentence(
            "Takes HL7 v2 over MLLP and answers over HTTP, until it is told to stop. Other commands work beside it.",
            "通过 MLLP 接收 HL7 v2 消息,通过 HTTP 应答,直至收到停止信号。其他命令可同时使用。"),
        "help.serve.mllp": Sentence(
            "the port that takes HL7 v2 over MLLP; 0 for any that is free. None is opened without it",
            "以 MLLP 接收 HL7 v2 的端口;0 表示任选空闲端口。不指定则不开放"),
        "help.serve.watch": Sentence(
            "a folder whose files are imported as they come, and moved to done/ or rejected/ in it",
            "监视的文件夹:其中的文件自动导入,然后移至其中的 done/ 或 rejected/"),
        "serve.folder": Sentence("Imports the files of {address}", "自动导入文件夹:{address}"),
        "error.folderUnusable": Sentence("The folder cannot be used: {file}: {cause}.", "无法使用文件夹:{file}:{cause}。"),
        "serve.http": Sentence("Answers at {address}", "HTTP 地址:{address}"),
        "serve.mllp": Sentence("Takes HL7 v2 over MLLP at {address}", "MLLP 接收地址:{address}"),
        "mllp.later": Sentence(
            "The message could not be kept. Send it again later.", "消息未能保存。请稍后重新发送。"),
        "hl7.severalMessages": Sentence(
            "Here are several messages in one frame, and one answer cannot speak for all. Send each in a frame of its own.",
            "一个数据帧中含有多条消息,无法逐一应答。请每条消息单独成帧发送。"),
        "error.serverStopping": Sentence("The server is being stopped.", "服务器正在停止。"),
        "error.refusedFull": Sentence(
            "{limit} deliveries were refused and nobody has looked at them. Look with: clinicledger refused list",
            "已有 {limit} 件被拒收而无人处理。请查看:clinicledger refused list"),
        "error.refusedUnknown": Sentence(
            "Nothing that was refused has the name {name}. The names are those of: clinicledger refused list",
            "被拒收项中没有名称 {name}。名称见:clinicledger refused list"),
        "error.refusedDamaged": Sentence(
            "What was refused cannot be opened any more: {file}", "被拒收项已无法打开:{file}"),
        "help.refused": Sentence("What the server did not take, and why.", "服务器未接收的内容及原因。"),
        "help.refused.list": Sentence("Lists what was refused, the newest first.", "列出被拒收项,最新的在前。"),
        "help.refused.show": Sentence(
            "Gives out one item as it came, to be mended and imported.", "按原样输出一项,以便更正后导入。"),
        "help.refused.drop": Sentence("Forgets items.", "删除被拒收项。"),
        "help.refused.name": Sentence("the item's name, or its first letters", "名称,或其前几个字符"),
        "refused.none": Sentence("Nothing was refused.", "没有被拒收项。"),
        "refused.header.name": Sentence("name", "名称"),
        "refused.header.time": Sentence("time", "时间"),
        "refused.header.door": Sentence("from", "来源"),
        "refused.header.reason": Sentence("reason", "原因"),
        "refused.damaged": Sentence("damaged", "已损坏"),
        "refused.dropped": Sentence("Forgotten: {count}.", "已删除:{count}。"),
    ]
}
